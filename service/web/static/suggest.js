/* A list of names that opens while one types: arrows move, Enter or a click takes, Escape closes. Enter never sends the
   form while the list is open.
   textarea[name=note]: "@" offers those who may see the ticket, from the datalist of the field "mention" in the same form.
   [data-several="id of a datalist"]: several names with commas between; the one the cursor stands in is looked for.
   Without this script the browser's own suggestions do for the first name, and all may be typed. */
(function () {
  'use strict';

  var MOST = 8;
  var BETWEEN = /[,\uff0c\u3001\n]/;
  var list = null;
  var field = null;
  var place = null;
  var chosen = 0;

  function every(items) { return Array.prototype.slice.call(items || []); }

  function close() {
    if (list) { list.parentNode.removeChild(list); }
    if (field) {
      field.removeAttribute('aria-controls');
      field.removeAttribute('aria-activedescendant');
      if (field.hasAttribute('aria-expanded')) { field.setAttribute('aria-expanded', 'false'); }
    }
    list = null;
    place = null;
  }

  /* ---- Where a name is being typed, and who it may be: {from, to, before, after, found} ------------- */
  function mentioned(area) {
    var before = area.value.slice(0, area.selectionStart);
    var at = Math.max(before.lastIndexOf('@'), before.lastIndexOf('\uff20'));
    var word = before.slice(at + 1);
    if (at < 0 || /[A-Za-z0-9._-]/.test(before.charAt(at - 1)) || /\s/.test(word) || word.length > 20) { return null; }
    var chooser = area.form.querySelector('input[name="mention"]');
    var found = every(chooser && chooser.list && chooser.list.options).filter(function (option) { return option.value.indexOf(word) >= 0; });
    return { from: at, to: area.selectionStart, before: '@', after: ' ', found: found };
  }

  function severalOf(input) {
    var at = input.selectionStart;
    var from = at;
    var to = at;
    while (from > 0 && !BETWEEN.test(input.value.charAt(from - 1))) { from -= 1; }
    while (to < input.value.length && !BETWEEN.test(input.value.charAt(to))) { to += 1; }
    var word = input.value.slice(from, to).trim();
    var others = (input.value.slice(0, from) + '\n' + input.value.slice(to)).split(BETWEEN).map(function (one) { return one.trim(); });
    var named = document.getElementById(input.getAttribute('data-several'));
    var found = word ? every(named && named.options).filter(function (option) {
      return others.indexOf(option.value) < 0 && (option.value.indexOf(word) >= 0 || option.textContent.indexOf(word) >= 0);
    }) : [];
    found.sort(function (one, other) { return Number(other.value.indexOf(word) === 0) - Number(one.value.indexOf(word) === 0); });
    if (found.length && found[0].value === word) { found = []; }
    return { from: from, to: to, before: '', after: '', found: found };
  }

  function placeIn(target) {
    if (target.hasAttribute && target.hasAttribute('data-several')) { return severalOf(target); }
    return target.tagName === 'TEXTAREA' && target.name === 'note' && target.form ? mentioned(target) : null;
  }

  /* ---- The list ------------------------------------------------------------------------------------ */
  function show(target, where) {
    close();
    field = target;
    place = where;
    chosen = 0;
    list = document.createElement('ul');
    list.className = 'name-list';
    list.id = target.id + '-names';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', where.before ? '提到谁' : '哪个单位');
    where.found.slice(0, MOST).forEach(function (option, index) {
      var item = list.appendChild(document.createElement('li'));
      item.id = list.id + '-' + index;
      item.setAttribute('role', 'option');
      item.setAttribute('data-name', option.value);
      item.textContent = option.value;
      var about = item.appendChild(document.createElement('span'));
      about.className = 'hint';
      about.textContent = ' ' + option.textContent;
    });
    target.parentNode.insertBefore(list, target.nextSibling);
    target.setAttribute('aria-controls', list.id);
    if (target.hasAttribute('aria-expanded')) { target.setAttribute('aria-expanded', 'true'); }
    mark();
  }

  function mark() {
    every(list.children).forEach(function (item, index) { item.setAttribute('aria-selected', String(index === chosen)); });
    field.setAttribute('aria-activedescendant', list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: 'nearest' });
  }

  function take(name) {
    var target = field;
    var text = place.before + name + place.after;
    var end = place.from + text.length;
    target.value = target.value.slice(0, place.from) + text + target.value.slice(place.to);
    close();
    target.focus();
    target.setSelectionRange(end, end);
    target.dispatchEvent(new Event('input', { bubbles: true }));
    close();
  }

  function start() {
    every(document.querySelectorAll('[data-several]')).forEach(function (input) {
      // The browser's own list would cover this one, and knows the first name only.
      input.removeAttribute('list');
      input.setAttribute('role', 'combobox');
      input.setAttribute('aria-autocomplete', 'list');
      input.setAttribute('aria-expanded', 'false');
    });
  }

  document.addEventListener('DOMContentLoaded', start);

  document.addEventListener('input', function (event) {
    var where = placeIn(event.target);
    if (where && where.found.length) { show(event.target, where); } else { close(); }
  });

  document.addEventListener('keydown', function (event) {
    if (!list || event.target !== field || event.isComposing || event.keyCode === 229) { return; }
    var count = list.children.length;
    var takes = event.key === 'Enter' || (event.key === 'Tab' && place.before);
    if (event.key === 'ArrowDown') { chosen = (chosen + 1) % count; mark(); }
    else if (event.key === 'ArrowUp') { chosen = (chosen + count - 1) % count; mark(); }
    else if (takes && !event.ctrlKey) { take(list.children[chosen].getAttribute('data-name')); }
    else if (event.key === 'Escape') { close(); }
    else { return; }
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener('focusout', function (event) { if (list && event.target === field) { close(); } });

  // The mouse button goes down before the field loses the focus.
  document.addEventListener('mousedown', function (event) {
    if (!list) { return; }
    var item = event.target.closest('.name-list li');
    if (item) { event.preventDefault(); take(item.getAttribute('data-name')); } else if (!event.target.closest('.name-list')) { close(); }
  });
}());
