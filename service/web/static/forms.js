/* Forms that lose nothing: drafts in this tab only, a warning before leaving, counters.
   form[data-draft="key"] keeps what is typed in sessionStorage, except hidden, password and file fields and
   every field marked data-private; a success message on the next page clears it, signing out clears all.
   form[data-warn-dirty] asks before the page is left with unsent changes. */
(function () {
  'use strict';

  var PENDING = 'minsheng:pending';

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function storage() { try { return window.sessionStorage; } catch (refused) { return null; } }
  function prefix() { return 'minsheng:draft:' + (document.body.getAttribute('data-user') || '') + ':'; }
  function keyOf(form) { return prefix() + form.getAttribute('data-draft'); }

  function mayKeep(field) {
    return field.name && !field.closest('[data-private]') && ['hidden', 'password', 'file', 'submit', 'button'].indexOf(field.type) < 0;
  }

  function read(form) {
    // By name and occurrence: where a field stands among all changes with every note and button beside it.
    return JSON.stringify(kept(form).map(function (one) {
      var field = one.field;
      return [field.name, one.nth, field.type === 'checkbox' || field.type === 'radio' ? field.checked : field.value];
    }));
  }

  function kept(form) {
    var seen = {};
    return Array.prototype.filter.call(form.elements, mayKeep).map(function (field) {
      seen[field.name] = (seen[field.name] || 0) + 1;
      return { field: field, nth: seen[field.name] };
    });
  }

  function write(form, saved) {
    var changed = false;
    var fields = kept(form);
    JSON.parse(saved).forEach(function (entry) {
      var found = fields.filter(function (one) { return one.field.name === entry[0] && one.nth === entry[1]; })[0];
      if (!found) { return; }
      var field = found.field;
      var property = typeof entry[2] === 'boolean' ? 'checked' : 'value';
      if (field[property] !== entry[2]) { field[property] = entry[2]; changed = true; }
    });
    return changed;
  }

  /* A line above the form: what was done with its content, and a button that undoes it. */
  function note(form, text, label, act) {
    all('.draft-note', form).forEach(function (old) { old.parentNode.removeChild(old); });
    var box = document.createElement('p');
    box.className = 'draft-note';
    box.setAttribute('role', 'status');
    box.textContent = text;
    var button = box.appendChild(document.createElement('button'));
    button.type = 'button';
    button.className = 'link';
    button.textContent = label;
    button.addEventListener('click', function () { box.parentNode.removeChild(box); act(); });
    form.insertBefore(box, form.firstChild);
  }

  /* Every field that a person fills, the private ones too: kept in this page's memory only. */
  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && (field.name === 'repeats' || ['hidden', 'password', 'file', 'submit', 'button', 'radio', 'checkbox'].indexOf(field.type) < 0);
    });
  }

  /* The form as if nothing had been typed, whatever the server had filled in; it can be taken back. */
  function empty(form, said) {
    var before = fields(form).map(function (field) { return [field, field.value, field.getAttribute('data-filled'), field.hasAttribute('data-typed')]; });
    if (!before.some(function (one) { return one[1] !== ''; })) { begin(form); return; }
    window.clearTimeout(timers[keyOf(form)]);
    if (storage()) { storage().removeItem(keyOf(form)); }
    before.forEach(function (one) { one[0].value = ''; forgive(one[0]); });
    all('[data-error-summary]').forEach(function (box) { box.parentNode.removeChild(box); });
    form.removeAttribute('data-dirty');
    form.removeAttribute('data-restored');
    form.dispatchEvent(new Event('reset', { bubbles: true }));
    note(form, said, '撤销，取回来', function () {
      before.forEach(function (one) {
        if (one[1] !== '') { one[0].value = one[1]; }
        if (one[2] !== null) { one[0].setAttribute('data-filled', one[2]); }
        if (one[3]) { one[0].setAttribute('data-typed', ''); }
      });
      form.setAttribute('data-dirty', '');
      keep(form);
      begin(form);
    });
    begin(form);
  }

  function begin(form) {
    all('[maxlength]', form).forEach(count);
    form.dispatchEvent(new Event('change', { bubbles: true }));
    var first = form.querySelector('[autofocus]');
    if (first) { first.focus(); }
  }

  function clearDrafts(keep) {
    var store = storage();
    if (!store) { return; }
    Object.keys(store).forEach(function (key) {
      if (key.indexOf('minsheng:draft:') === 0 && !(keep && key.indexOf(keep) === 0)) { store.removeItem(key); }
    });
  }

  function settle() {
    // What was sent is forgotten only when the server says that it arrived.
    var store = storage();
    if (!store) { return; }
    var pending = store.getItem(PENDING);
    if (pending && document.querySelector('[data-success]')) { store.removeItem(pending); }
    if (pending && store.getItem(pending)) { all('[data-draft-kept]').forEach(function (said) { said.hidden = false; }); }
    store.removeItem(PENDING);
    if (document.body.hasAttribute('data-user')) { clearDrafts(prefix()); }
  }

  function restore(form) {
    var saved = storage() && storage().getItem(keyOf(form));
    // After a refusal the server has filled the form with what was sent, which is newer than the draft.
    if (!saved || document.querySelector('[data-error-summary]')) { return; }
    try {
      if (write(form, saved)) { isBack(form); }
    } catch (unreadable) { storage().removeItem(keyOf(form)); }
  }

  function isBack(form) {
    form.setAttribute('data-dirty', '');
    form.setAttribute('data-restored', '');
    note(form, form.getAttribute('data-draft-note') || '已恢复上次没有提交的内容。', '不要了，清空', function () { empty(form, '已清空。'); });
    // What follows the typing follows what came back too; it listens a moment after the page is there.
    window.setTimeout(function () { form.dispatchEvent(new Event('change', { bubbles: true })); }, 60);
  }

  var timers = {};

  function keep(form) {
    var key = keyOf(form);
    window.clearTimeout(timers[key]);
    timers[key] = window.setTimeout(function () {
      try { storage().setItem(key, read(form)); } catch (full) { /* No room or not allowed: typing goes on. */ }
    }, 400);
  }

  function count(field) {
    var counter = field.id && document.querySelector('[data-counter-for="' + field.id + '"]');
    if (!counter) { return; }
    var limit = Number(field.getAttribute('maxlength'));
    counter.textContent = field.value.length + ' / ' + limit + ' 字' + (field.value.length < limit ? '' : '，已到上限');
    counter.classList.toggle('is-near', field.value.length > limit * 0.95);
  }

  /* The browser drops without a word what is pasted beyond the limit; here it is said how much. */
  function onPaste(event) {
    var field = event.target;
    var counter = field.id && field.hasAttribute('maxlength') && document.querySelector('[data-counter-for="' + field.id + '"]');
    if (!counter || !event.clipboardData) { return; }
    var pasted = event.clipboardData.getData('text').replace(/\r\n?/g, '\n').length;
    var lost = field.value.length - (field.selectionEnd - field.selectionStart) + pasted - Number(field.getAttribute('maxlength'));
    if (lost <= 0) { return; }
    window.setTimeout(function () {
      counter.setAttribute('role', 'alert');
      counter.textContent += '：贴进来的太长，最后 ' + lost + ' 字没有放进来，请分开登记';
    }, 0);
  }

  /* What was wrong with a field is no longer said once it is changed. */
  function forgive(field) {
    if (!field.id || field.getAttribute('aria-invalid') !== 'true') { return; }
    field.removeAttribute('aria-invalid');
    var box = field.closest('.has-error');
    var wrong = document.getElementById(field.id + '-error');
    if (box) { box.classList.remove('has-error'); }
    if (wrong) { wrong.parentNode.removeChild(wrong); }
    all('[data-error-summary] a[href="#' + field.id + '"]').forEach(function (link) {
      var summary = link.closest('[data-error-summary]');
      link.parentNode.parentNode.removeChild(link.parentNode);
      if (!summary.querySelector('li')) { summary.parentNode.removeChild(summary); }
    });
  }

  function onInput(event) {
    var form = event.target.form;
    if (event.target.hasAttribute && event.target.hasAttribute('maxlength')) { count(event.target); }
    if (event.target.getAttribute) { forgive(event.target); }
    if (!form) { return; }
    if (event.isTrusted) { form.removeAttribute('data-restored'); }
    if (form.hasAttribute('data-warn-dirty')) { form.setAttribute('data-dirty', ''); }
    if (form.hasAttribute('data-draft')) { keep(form); }
  }

  function onSubmit(event) {
    var form = event.target;
    if (event.defaultPrevented) { return; }
    form.removeAttribute('data-dirty');
    if (form.hasAttribute('data-sign-out')) { clearDrafts(''); }
    if (form.hasAttribute('data-draft') && storage()) {
      window.clearTimeout(timers[keyOf(form)]);
      try { storage().setItem(keyOf(form), read(form)); storage().setItem(PENDING, keyOf(form)); } catch (full) { /* As above. */ }
    }
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-clear]');
    if (button) { empty(button.form, button.getAttribute('data-clear')); }
  });
  // Another call takes the form: what the last one left is put aside, and can be had back.
  document.addEventListener('minsheng:another', function (event) {
    if (event.target.hasAttribute('data-restored')) { empty(event.target, '上一通没有登记完的内容收起来了。'); }
  });
  document.addEventListener('DOMContentLoaded', function () {
    settle();
    all('form[data-draft]').forEach(restore);
    all('[maxlength]').forEach(count);
  });
  document.addEventListener('input', onInput);
  document.addEventListener('change', onInput);
  document.addEventListener('paste', onPaste);
  window.addEventListener('submit', onSubmit);
  window.addEventListener('beforeunload', function (event) {
    if (document.querySelector('form[data-warn-dirty][data-dirty]')) { event.preventDefault(); event.returnValue = ''; }
  });
}());
