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

  /* What a screen reader reads out: what presses and what is still to be asked, when it changes. */
  function readOut(part) {
    var said = all('.callout-title', part).map(function (title) { return title.textContent; }).join('。');
    var region = document.getElementById('said');
    if (region.textContent !== said) { region.textContent = said; }
  }

  function follow(part) {
    readOut(part);
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

  /* Enter goes to the next field: a ticket is sent on purpose, with a button or its key. */
  function onEnter(event) {
    var field = event.target;
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.isComposing || event.keyCode === 229 || !field.matches('input:not([type=file]):not([type=checkbox])')) { return; }
    event.preventDefault();
    var open = all('input:not([type=hidden]),textarea,select', form).filter(function (each) { return each.getClientRects().length > 0 && !each.closest('details:not([open])'); });
    var next = open[open.indexOf(field) + 1];
    if (next) { next.focus(); }
  }

  /* ---- Several matters in one call: the first is kept, the others wait for the next form ------------ */
  var REST = 'minsheng:draft:' + (document.body.getAttribute('data-user') || '') + ':rest';

  function waiting() {
    try { return JSON.parse(window.sessionStorage.getItem(REST) || '[]'); } catch (refused) { return []; }
  }

  function keepRest(texts) {
    try { window.sessionStorage.setItem(REST, JSON.stringify(texts)); } catch (refused) { /* Then the agent types them again. */ }
    showRest();
  }

  function take(text, others) {
    var field = document.getElementById('f-text');
    keepRest(others);
    onReset();
    ['title', 'demand', 'occurred'].forEach(function (name) { document.getElementById('f-' + name).value = ''; });
    field.value = text;
    field.focus();
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function showRest() {
    var box = document.getElementById('not-yet');
    var texts = waiting();
    box.hidden = !texts.length;
    box.className = 'draft-note';
    box.textContent = texts.length ? '这位诉求人说的，还没有记：' : '';
    texts.forEach(function (text, at) {
      var button = box.appendChild(document.createElement('button'));
      button.type = 'button';
      button.className = 'link';
      button.textContent = '记“' + (text.length > 20 ? text.slice(0, 20) + '…' : text) + '”';
      button.addEventListener('click', function () { take(text, texts.filter(function (other, place) { return place !== at; })); });
    });
  }

  function onMatter(event) {
    var button = event.target.closest && event.target.closest('[data-matter]');
    if (!button) { return; }
    var chosen = button.getAttribute('data-matter');
    var others = all('[data-matter]').map(function (each) { return each.getAttribute('data-matter'); }).filter(function (text) { return text !== chosen; });
    take(chosen, others);
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
  // What is unfolded is to be seen whole, above the bar with the buttons.
  form.addEventListener('toggle', function (event) { if (event.target.open) { event.target.scrollIntoView({ block: 'nearest' }); } }, true);
  form.addEventListener('reset', onReset);
  form.addEventListener('keydown', onEnter);
  document.addEventListener('click', onMatter);
  document.addEventListener('htmx:configRequest', function (event) {
    if (event.detail.path !== '/tickets/reading') { return; }
    // What was filled in from the words is read from them again; only what a person typed overrules.
    all('[data-filled]', form).forEach(function (field) {
      if (mayFill(field, '')) { delete event.detail.parameters[field.name]; }
    });
  });
  document.addEventListener('htmx:afterSwap', function (event) {
    if (event.detail.target.id === 'reading') { follow(event.detail.target); }
    if (event.detail.target.id === 'who') {
      all('#who input').forEach(function (field) { if (field.value) { field.setAttribute('data-typed', ''); } });
      document.getElementById('f-text').focus();
      form.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  window.addEventListener('hashchange', takeCall);
  // After the draft is back, so that it is not taken for this call's words.
  document.addEventListener('DOMContentLoaded', function () {
    if (form.hasAttribute('data-same')) { showRest(); } else { keepRest([]); }
    takeCall();
  });
}());
