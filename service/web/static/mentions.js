/* "@" in a note opens a list of those who may see the ticket: arrows move, Enter or Tab takes, Escape closes.
   The names are those of the datalist of the field "mention" in the same form; without this script that field does. */
(function () {
  'use strict';

  var list = null;
  var field = null;
  var start = -1;
  var chosen = 0;

  function options(form) {
    var chooser = form.querySelector('input[name="mention"]');
    return chooser && chooser.list ? Array.prototype.slice.call(chooser.list.options) : [];
  }

  function close() {
    if (list) { list.parentNode.removeChild(list); }
    if (field) { field.removeAttribute('aria-controls'); field.removeAttribute('aria-activedescendant'); }
    list = null;
    start = -1;
  }

  function typed(area) {
    var before = area.value.slice(0, area.selectionStart);
    var at = Math.max(before.lastIndexOf('@'), before.lastIndexOf('\uff20'));
    var word = before.slice(at + 1);
    if (at < 0 || /[A-Za-z0-9._-]/.test(before.charAt(at - 1)) || /\s/.test(word) || word.length > 20) { return null; }
    return { at: at, word: word };
  }

  function show(area, found, at) {
    close();
    field = area;
    start = at;
    chosen = 0;
    list = document.createElement('ul');
    list.className = 'mention-list';
    list.id = area.id + '-mentions';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', '提到谁');
    found.forEach(function (option, index) {
      var item = list.appendChild(document.createElement('li'));
      item.id = list.id + '-' + index;
      item.setAttribute('role', 'option');
      item.setAttribute('data-name', option.value);
      item.textContent = option.value;
      var about = item.appendChild(document.createElement('span'));
      about.className = 'hint';
      about.textContent = ' ' + option.textContent;
    });
    area.parentNode.insertBefore(list, area.nextSibling);
    area.setAttribute('aria-controls', list.id);
    mark();
  }

  function mark() {
    Array.prototype.forEach.call(list.children, function (item, index) {
      item.setAttribute('aria-selected', String(index === chosen));
    });
    field.setAttribute('aria-activedescendant', list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: 'nearest' });
  }

  function take(name) {
    var area = field;
    var end = area.selectionStart;
    var text = '@' + name + ' ';
    area.value = area.value.slice(0, start) + text + area.value.slice(end);
    area.selectionStart = area.selectionEnd = start + text.length;
    close();
    area.focus();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  document.addEventListener('input', function (event) {
    var area = event.target;
    if (area.tagName !== 'TEXTAREA' || area.name !== 'note' || !area.form) { return; }
    var now = typed(area);
    var found = now ? options(area.form).filter(function (option) { return option.value.indexOf(now.word) >= 0; }).slice(0, 8) : [];
    if (found.length) { show(area, found, now.at); } else { close(); }
  });

  document.addEventListener('keydown', function (event) {
    if (!list || event.target !== field || event.isComposing) { return; }
    var count = list.children.length;
    if (event.key === 'ArrowDown') { chosen = (chosen + 1) % count; mark(); }
    else if (event.key === 'ArrowUp') { chosen = (chosen + count - 1) % count; mark(); }
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey) { take(list.children[chosen].getAttribute('data-name')); }
    else if (event.key === 'Escape') { close(); }
    else { return; }
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // The mouse button goes down before the field loses the focus.
  document.addEventListener('mousedown', function (event) {
    if (!list) { return; }
    var item = event.target.closest('.mention-list li');
    if (item) { event.preventDefault(); take(item.getAttribute('data-name')); } else { close(); }
  });
}());
