/* The list of accounts on a demonstration city's sign-in page.
   data-accounts around it, with data-password · data-find on the box that narrows it · data-account="用户名" on a button,
   data-words="找得到它的词" on the element that is hidden or shown with it. Old office browsers run it. */
(function () {
  'use strict';

  function all(selector, root) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }

  var list = document.querySelector('[data-accounts]');
  if (!list) { return; }
  var box = list.querySelector('[data-find]');
  var none = list.querySelector('[data-none]');

  function fill(name) {
    var username = document.getElementById('f-username');
    var password = document.getElementById('f-password');
    username.value = name;
    password.value = list.getAttribute('data-password');
    var button = username.form.querySelector('button[type=submit]');
    button.scrollIntoView({ block: 'nearest' });
    button.focus();
  }

  function narrow() {
    var words = box.value.trim().toLowerCase().split(/\s+/);
    var isAsking = words[0] !== '';
    var found = 0;
    all('details', list).forEach(function (group) {
      var shown = 0;
      all('[data-words]', group).forEach(function (item) {
        var text = item.getAttribute('data-words').toLowerCase();
        item.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
        if (!item.hidden) { shown += 1; }
      });
      group.hidden = shown === 0;
      group.open = isAsking && shown > 0;
      found += shown;
    });
    none.hidden = found > 0;
  }

  list.addEventListener('click', function (event) {
    var button = event.target.closest('[data-account]');
    if (button) { fill(button.getAttribute('data-account')); }
  });
  box.addEventListener('input', narrow);
  box.addEventListener('keydown', function (event) {
    if (event.key !== 'Enter') { return; }
    event.preventDefault();
    var first = all('details [data-words]', list).filter(function (item) { return !item.hidden; })[0];
    if (first && box.value.trim()) { fill(first.querySelector('[data-account]').getAttribute('data-account')); }
  });
})();
