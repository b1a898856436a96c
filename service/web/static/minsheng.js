/* What every page can do with the keyboard and the mouse, declared by data attributes.
   data-shortcut="alt+s" · data-confirm="问题" · data-copy="文字" · data-fill="#字段" data-value="值" (data-append: after what is there) · data-href on a table row ·
   data-open-dialog="id" · data-close-dialog · data-dismiss · data-select-all · data-due (see timeLeft).
   No framework, no inline code, nothing newer than ES2017, so that old office browsers run it. */
(function () {
  'use strict';

  var EDITABLE = 'input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]),textarea,select';
  var INTERACTIVE = 'a,button,input,select,textarea,label,summary,details';

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function isVisible(element) { return element.getClientRects().length > 0; }
  function isEditing(target) { return target.isContentEditable || (target.matches && target.matches(EDITABLE)); }

  /* ---- Shortcuts ---------------------------------------------------------------------------- */
  function adoptShortcuts(root) {
    // Without this script the browser's own access keys work; with it, Alt+letter means the same everywhere.
    all('[accesskey][data-shortcut]', root).forEach(function (element) { element.removeAttribute('accesskey'); });
  }

  function keyName(event) {
    var letter = /^(?:Key|Digit)(.)$/.exec(event.code || '');
    var key = event.altKey && letter ? letter[1] : event.key;
    var name = (key || '').toLowerCase();
    return (event.ctrlKey || event.metaKey ? 'ctrl+' : '') + (event.altKey ? 'alt+' : '') + name;
  }

  function activate(element) {
    if (element.matches(EDITABLE)) { element.focus(); if (element.select) { element.select(); } return; }
    element.focus();
    element.click();
  }

  function runShortcut(event) {
    var name = keyName(event);
    var plain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (plain && isEditing(event.target)) { return false; }
    var scope = document.querySelector('dialog[open]') || document;
    var form = name === 'ctrl+enter' && event.target.form;
    var part = form && form.contains(event.target.closest('details')) && event.target.closest('details');
    if (part && meant(part).length) { submit(form, event.target); return true; }
    var found = all('[data-shortcut]', scope).filter(function (element) {
      return element.getAttribute('data-shortcut') === name && !element.disabled && isVisible(element) && (!form || form.method === 'get' || element.form === form);
    })[0];
    if (found) { activate(found); return true; }
    if (plain && name === '?') { showShortcuts(); return true; }
    if (form) { submit(form, event.target); return true; }
    return plain && moveInList(name, event.target);
  }

  /* Presses the button that belongs to the field: of its folded part, else of the form. Where two buttons
     decide differently none is pressed: a person chooses. */
  function submit(form, field) {
    var part = field.closest('details');
    var buttons = part && form.contains(part) ? meant(part) : [];
    if (!buttons.length) { buttons = meant(form).filter(function (button) { return !button.closest('details') || !form.contains(button.closest('details')); }); }
    if (buttons.length === 1) { buttons[0].click(); return; }
    if (!buttons.length) { if (form.requestSubmit) { form.requestSubmit(); } else { form.submit(); } return; }
    buttons[0].focus();
    say('这里有几个按钮，还没有提交。按 Tab 选一个，再按回车。');
  }

  /* The submit buttons in sight; where one is the usual one, that one alone. */
  function meant(part) {
    var buttons = all('button[type=submit]:not([disabled]):not([data-first])', part).filter(isVisible);
    var usual = buttons.filter(function (button) { return button.matches('[data-usual],.button-primary,.button-danger-solid'); });
    return usual.length === 1 ? usual : buttons;
  }

  function showShortcuts() {
    var dialog = document.getElementById('shortcuts');
    var list = dialog && dialog.querySelector('[data-shortcut-list]');
    if (!list) { return; }
    while (list.lastElementChild && !list.lastElementChild.hasAttribute('data-fixed')) { list.removeChild(list.lastElementChild); }
    all('[data-shortcut]').filter(isVisible).forEach(function (element) {
      var term = document.createElement('dt');
      var key = term.appendChild(document.createElement('kbd'));
      key.textContent = element.getAttribute('data-shortcut').split('+').map(function (part) {
        return part.charAt(0).toUpperCase() + part.slice(1);
      }).join('+');
      var text = document.createElement('dd');
      text.textContent = element.getAttribute('data-shortcut-label') || element.textContent.trim();
      list.appendChild(term);
      list.appendChild(text);
    });
    openDialog(dialog);
  }

  /* ---- Lists: j and k move, Enter opens, x selects; rows of tables and cards alike ----------- */
  var ROWS = 'tr[data-href],[data-card]';

  function moveInList(name, target) {
    var rows = all(ROWS).filter(isVisible);
    var current = document.querySelector('.is-current');
    var at = rows.indexOf(current);
    if (!rows.length) { return false; }
    if (name === 'j' || name === 'k') {
      goTo(rows[Math.max(0, Math.min(rows.length - 1, at + (name === 'j' ? 1 : -1)))], 'nearest');
      return true;
    }
    if (!current || target.closest(INTERACTIVE)) { return false; }
    if (name === 'enter') { window.location.assign(current.getAttribute('data-href')); return true; }
    var box = name === 'x' && current.querySelector('[data-select-row]');
    if (box) { box.click(); }
    return Boolean(box);
  }

  /* The row stands out and the keyboard goes on from it: Tab leads to its first button. */
  function goTo(row, block) {
    all('.is-current').forEach(function (other) { other.classList.remove('is-current'); });
    row.classList.add('is-current');
    row.setAttribute('tabindex', '-1');
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: block });
  }

  /* After a row was dealt with the list goes on where one was: at the same row while it is still there,
     else at the one that stood behind it. */
  function leaveMark(form) {
    var row = form.closest(ROWS);
    if (!row) { return; }
    var rows = all(ROWS).filter(isVisible);
    var left = rows.slice(rows.indexOf(row)).map(function (each) { return each.getAttribute('data-href'); });
    try { window.sessionStorage.setItem('minsheng:row', JSON.stringify([window.location.pathname, left])); } catch (refused) { /* Then one starts on top. */ }
  }

  function takeMark() {
    var kept = null;
    try {
      kept = JSON.parse(window.sessionStorage.getItem('minsheng:row') || 'null');
      window.sessionStorage.removeItem('minsheng:row');
    } catch (refused) { return; }
    // A refusal is answered under the address of the step, below that of the list.
    var here = window.location.pathname;
    if (!kept || (kept[0].indexOf(here) !== 0 && here.indexOf(kept[0]) !== 0)) { return; }
    var rows = all(ROWS).filter(isVisible);
    var next = kept[1].map(function (href) { return rows.filter(function (row) { return row.getAttribute('data-href') === href; })[0]; }).filter(Boolean)[0];
    if (next) { goTo(next, 'center'); }
  }

  function openRow(event) {
    var row = event.target.closest('tr[data-href]');
    if (!row || event.target.closest(INTERACTIVE) || String(window.getSelection())) { return; }
    var href = row.getAttribute('data-href');
    if (event.ctrlKey || event.metaKey) { window.open(href, '_blank', 'noopener'); } else { window.location.assign(href); }
  }

  function updateSelection(table) {
    var boxes = all('[data-select-row]', table);
    var chosen = boxes.filter(function (box) { return box.checked; });
    boxes.forEach(function (box) { box.closest('tr').classList.toggle('is-selected', box.checked); });
    var whole = table.querySelector('[data-select-all]');
    if (whole) {
      whole.checked = boxes.length > 0 && chosen.length === boxes.length;
      whole.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    }
    all('[data-bulk-for="' + table.id + '"]').forEach(function (bar) {
      bar.querySelector('[data-bulk-count]').textContent = String(chosen.length);
      all('button', bar).forEach(function (button) { button.disabled = chosen.length === 0; });
    });
  }

  function onSelect(event) {
    var table = event.target.closest('table');
    if (!table) { return; }
    if (event.target.matches('[data-select-all]')) {
      all('[data-select-row]', table).forEach(function (box) { box.checked = event.target.checked; });
    }
    updateSelection(table);
  }

  /* ---- Dialogs, confirmation, messages ------------------------------------------------------- */
  function openDialog(dialog) {
    if (dialog.open) { return; }
    if (dialog.showModal) { dialog.showModal(); } else { dialog.setAttribute('open', ''); }
    var first = dialog.querySelector('[autofocus],.dialog-body input,.dialog-body select,.dialog-body textarea');
    if (first) { first.focus(); }
  }

  function closeDialog(dialog) {
    if (dialog.close) { dialog.close(); } else { dialog.removeAttribute('open'); }
  }

  function ask(event) {
    // Runs before everybody else's listeners, htmx's too, so that a no is a no.
    var source = event.type === 'submit' ? event.target : event.target.closest && event.target.closest('[data-confirm]:not(form)');
    var question = source && source.getAttribute('data-confirm');
    if (question && !window.confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }

  function say(text) {
    var region = document.getElementById('messages');
    if (!region) { return; }
    var box = document.createElement('div');
    box.className = 'flash tone-error';
    box.setAttribute('role', 'alert');
    box.textContent = text;
    region.textContent = '';
    region.appendChild(box);
    box.scrollIntoView({ block: 'nearest' });
  }

  /* ---- Copy: the modern way needs https, which an intranet often lacks ------------------------ */
  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) { return navigator.clipboard.writeText(text); }
    var area = document.createElement('textarea');
    area.value = text;
    area.className = 'visually-hidden';
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand('copy');
    document.body.removeChild(area);
    return done ? Promise.resolve() : Promise.reject(new Error('copy refused'));
  }

  function copyFrom(button) {
    var before = button.getAttribute('data-label') || button.textContent;
    button.setAttribute('data-label', before);
    copyText(button.getAttribute('data-copy')).then(function () {
      button.textContent = button.getAttribute('data-copied');
      window.setTimeout(function () { button.textContent = before; }, 1500);
    }, function () { say('浏览器不允许复制，请选中文字后按 Ctrl+C。'); });
  }

  /* ---- Time left: inside the last day the text counts down by the server's clock -------------- */
  var skew = 0;

  function readable(milliseconds) {
    var minutes = Math.round(Math.abs(milliseconds) / 60000);
    var hours = Math.floor(minutes / 60);
    var rest = minutes % 60;
    if (hours === 0) { return rest + ' 分钟'; }
    return hours + ' 小时' + (rest ? ' ' + rest + ' 分' : '');
  }

  function timeLeft() {
    var now = Date.now() + skew;
    all('.time-left[data-due]').forEach(function (chip) {
      var left = Date.parse(chip.getAttribute('data-due')) - now;
      if (isNaN(left) || Math.abs(left) > 86400000) { return; }
      var over = left < 0;
      chip.textContent = chip.getAttribute(over ? 'data-over' : 'data-left').replace('{}', readable(left));
      var soon = left < Number(chip.getAttribute('data-soon-minutes')) * 60000;
      chip.classList.toggle('overdue', over);
      chip.classList.toggle('soon', !over && soon);
    });
  }

  /* ---- Wiring -------------------------------------------------------------------------------- */
  function onClick(event) {
    var target = event.target;
    if (!target.closest) { return; }
    var filler = target.closest('[data-fill]');
    if (filler) { fill(filler); return; }
    var copier = target.closest('[data-copy]');
    var opener = target.closest('[data-open-dialog]');
    var closer = target.closest('[data-close-dialog]');
    var dismiss = target.closest('[data-dismiss]');
    if (copier) { copyFrom(copier); }
    if (opener) { openDialog(document.getElementById(opener.getAttribute('data-open-dialog'))); }
    if (closer) { closeDialog(closer.closest('dialog')); }
    if (dismiss) { var box = dismiss.closest('.flash'); box.parentNode.removeChild(box); }
    if (target.closest('[data-print]')) { window.print(); }
    if (target.closest('[data-show-shortcuts]')) { showShortcuts(); }
    if (target.closest('[data-close-details]')) { target.closest('details').open = false; }
    all('details.menu[open]').forEach(function (menu) { if (!menu.contains(target)) { menu.open = false; } });
    openRow(event);
  }

  function onKey(event) {
    if (event.isComposing || event.keyCode === 229) { return; }
    if (event.key === 'Escape') {
      all('details.menu[open]').forEach(function (menu) { menu.open = false; menu.querySelector('summary').focus(); });
      return;
    }
    if (runShortcut(event)) { event.preventDefault(); }
  }

  function onSubmit(event) {
    var form = event.target;
    if (form.method !== 'post' || event.defaultPrevented) { return; }
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
    // A second click must not send a second step; after a download the page stays, so the mark wears off.
    leaveMark(form);
    form.setAttribute('data-sent', '');
    all('button[type=submit]', form).forEach(function (button) { button.classList.add('is-busy'); });
    window.setTimeout(release, 10000);
  }

  /* Puts a suggested value into a field, unfolds what hides it, and lets the page know; with data-go
     the person goes there too. */
  function fill(button) {
    var field = document.querySelector(button.getAttribute('data-fill'));
    if (!field) { return; }
    var value = button.getAttribute('data-value');
    field.value = button.hasAttribute('data-append') && field.value ? field.value + '，' + value : value;
    var folded = field.closest('details');
    if (folded) { folded.open = true; }
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    if (button.hasAttribute('data-go')) {
      field.focus({ preventScroll: true });
      (folded || field).scrollIntoView({ block: 'center' });
    }
  }

  function release() {
    all('form[data-sent]').forEach(function (form) { form.removeAttribute('data-sent'); });
    all('.is-busy').forEach(function (button) { button.classList.remove('is-busy'); });
  }

  function onChange(event) {
    if (event.target.matches('[data-select-all],[data-select-row]')) { onSelect(event); }
    if (event.target.matches('[data-submit-on-change]')) { event.target.form.submit(); }
  }

  function start() {
    var served = Date.parse(document.body.getAttribute('data-now'));
    skew = isNaN(served) ? 0 : served - Date.now();
    adoptShortcuts(document);
    all('table').forEach(updateSelection);
    timeLeft();
    window.setInterval(timeLeft, 30000);
    takeMark();
    startWriting();
    startWhereItIsWrong();
  }

  /* form[data-start]: what the page was opened for; the keyboard begins at its first field. */
  function startWriting() {
    var told = document.querySelector('[data-read-first]');
    if (told) { told.focus({ preventScroll: true }); return; }
    var first = all('form[data-start] input:not([type=hidden]),form[data-start] textarea').filter(isVisible)[0];
    if (!first || (document.activeElement && document.activeElement !== document.body)) { return; }
    first.focus({ preventScroll: true });
    (first.closest('.card') || first).scrollIntoView({ block: 'nearest' });
  }

  /* After a refusal the cursor stands in the first field to be mended; the summary is read out all the same. */
  function startWhereItIsWrong() {
    var summary = all('[data-error-summary]').filter(function (box) { return !box.closest('[data-example]'); })[0];
    var link = summary && summary.querySelector('a[href^="#"]');
    var wrong = link ? document.getElementById(link.getAttribute('href').slice(1)) : document.querySelector('main form [aria-invalid=true]');
    if (wrong) { wrong.focus(); wrong.scrollIntoView({ block: 'center' }); return; }
    if (summary) { summary.focus({ preventScroll: true }); }
  }

  document.addEventListener('click', ask, true);
  document.addEventListener('submit', ask, true);
  document.addEventListener('click', onClick);
  document.addEventListener('keydown', onKey);
  document.addEventListener('submit', onSubmit);
  document.addEventListener('change', onChange);
  document.addEventListener('DOMContentLoaded', start);
  window.addEventListener('pageshow', release);
  document.addEventListener('htmx:configRequest', function (event) {
    var token = document.querySelector('meta[name=csrf-token]');
    if (token) { event.detail.headers['X-CSRF-Token'] = token.content; }
  });
  document.addEventListener('htmx:load', function (event) { adoptShortcuts(event.detail.elt); timeLeft(); });
  document.addEventListener('htmx:responseError', function (event) {
    var status = event.detail.xhr.status;
    if (status !== 401) { say('这一步没有完成（' + status + '），请刷新页面后重试。'); }
  });
  document.addEventListener('htmx:sendError', function () { say('网络不通，内容没有提交。请检查网络后重试。'); });
}());
