/* The new ticket: fields fill themselves from the caller's words until the agent types into them.
   The part that follows the typing brings, in hidden marks, data-prefill="field" data-value="text",
   data-ask="field" for what is still to be asked, data-note="field" data-text="what its mark says else", and data-unfold="id" for what should be opened. */
(function () {
  'use strict';

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  function mayFill(field, value) {
    if (!field || field.hasAttribute('data-typed')) { return false; }
    return field.value === '' || field.value === value || field.value === field.getAttribute('data-filled');
  }

  function put(field, value) {
    if (!mayFill(field, value)) { return; }
    field.value = value;
    field.setAttribute('data-filled', value);
    field.classList.toggle('is-filled', value !== '');
  }

  /* What the mark beside a label says while nothing is read. */
  function rest(mark) {
    if (!mark.hasAttribute('data-rest')) { mark.setAttribute('data-rest', mark.textContent); }
    return mark.getAttribute('data-rest');
  }

  function follow(part) {
    var said = all('[data-prefill]', part);
    said.forEach(function (mark) { put(document.getElementById(mark.getAttribute('data-prefill')), mark.getAttribute('data-value')); });
    if (!said.length) { all('[data-filled]').forEach(function (field) { put(field, ''); }); }
    var asked = all('[data-ask]', part).map(function (mark) { return mark.getAttribute('data-ask'); });
    all('[data-mark-for]').forEach(function (mark) {
      rest(mark);
      var field = document.getElementById(mark.getAttribute('data-mark-for'));
      var isAsked = asked.indexOf(field.id) >= 0 && field.value === '';
      var note = part.querySelector('[data-note="' + field.id + '"]');
      mark.textContent = isAsked ? '还要问' : note ? note.getAttribute('data-text') : rest(mark);
      mark.classList.toggle('is-asked', isAsked);
    });
    all('[data-unfold]', part).forEach(function (mark) {
      var folded = document.querySelector('#' + mark.getAttribute('data-unfold') + ' details');
      if (folded && !folded.hasAttribute('data-once')) { folded.open = true; folded.setAttribute('data-once', ''); }
    });
  }

  function onInput(event) {
    var field = event.target;
    if (!event.isTrusted || field.id === 'f-text' || !field.classList) { return; }
    field.setAttribute('data-typed', '');
    field.classList.remove('is-filled');
  }

  /* Ctrl+Enter in the answer gives the answer; it must not send the ticket on without it. */
  function onKey(event) {
    var answer = document.querySelector('#new-ticket [data-answer]');
    if (event.target.id !== 'f-reply' || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !answer) { return; }
    event.preventDefault();
    event.stopPropagation();
    answer.click();
  }

  function onReset() {
    all('[data-typed],[data-filled]').forEach(function (field) {
      field.removeAttribute('data-typed');
      field.removeAttribute('data-filled');
      field.classList.remove('is-filled');
    });
  }

  /* The telephone opens /tickets/new#phone=… for a call that comes in. What stands behind # never leaves
     the browser: no server's log, no proxy's log has the number. */
  function takeCall() {
    var found = /[#&]phone=([0-9+ -]{3,20})(&|$)/.exec(decodeURIComponent(window.location.hash));
    var field = document.getElementById('f-phone');
    if (!found) { return; }
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    form.dispatchEvent(new Event('minsheng:another', { bubbles: true }));
    if (field.value !== '') { return; }
    field.value = found[1].trim();
    field.setAttribute('data-typed', '');
    document.getElementById('f-text').focus();
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  var form = document.getElementById('new-ticket');
  form.addEventListener('input', onInput);
  form.addEventListener('keydown', onKey, true);
  form.addEventListener('reset', onReset);
  document.addEventListener('htmx:configRequest', function (event) {
    if (event.detail.path !== '/tickets/reading') { return; }
    // What was filled in from the words is read from them again; only what a person typed overrules.
    all('[data-filled]', form).forEach(function (field) {
      if (mayFill(field, '')) { delete event.detail.parameters[field.name]; }
    });
  });
  document.addEventListener('htmx:afterSwap', function (event) {
    if (event.detail.target.id === 'reading') { follow(event.detail.target); }
  });
  window.addEventListener('hashchange', takeCall);
  // After the draft is back, so that it is not taken for this call's words.
  document.addEventListener('DOMContentLoaded', takeCall);
}());
