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

  function note(form) {
    var box = document.createElement('p');
    box.className = 'draft-note';
    box.textContent = '已恢复上次没有提交的内容。';
    var button = box.appendChild(document.createElement('button'));
    button.type = 'button';
    button.className = 'link';
    button.textContent = '不要了，清空';
    button.addEventListener('click', function () {
      storage().removeItem(keyOf(form));
      form.reset();
      form.removeAttribute('data-dirty');
      box.parentNode.removeChild(box);
      all('[maxlength]', form).forEach(count);
    });
    form.insertBefore(box, form.firstChild);
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
      if (write(form, saved)) { note(form); form.setAttribute('data-dirty', ''); }
    } catch (unreadable) { storage().removeItem(keyOf(form)); }
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
