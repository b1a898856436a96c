/* When the session is over while a page is open, nothing that was typed is lost: one signs in beside it. */
(function () {
  'use strict';

  /* The page stays as it is, names and numbers too: one signs in beside it and goes on here. */
  function sayExpired() {
    if (document.getElementById('expired')) { return; }
    var region = document.getElementById('messages');
    if (!region) { return; }
    region.textContent = '';
    var box = region.appendChild(document.createElement('div'));
    box.className = 'flash tone-error';
    box.setAttribute('role', 'alert');
    box.textContent = '登录已过期，这一页填的都还在，不要刷新。';
    var link = box.appendChild(document.createElement('a'));
    link.id = 'expired';
    link.href = '/sign-in';
    link.target = '_blank';
    link.rel = 'noopener';
    link.textContent = '在新窗口登录，再回到这里';
    window.addEventListener('focus', renew);
  }

  /* After signing in elsewhere every form of this page gets the mark of the new session. */
  function renew() {
    window.fetch(window.location.pathname, { credentials: 'same-origin' }).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.text() : '';
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, 'text/html');
      var token = fresh.querySelector('meta[name=csrf-token]');
      if (!token || !token.content || fresh.body.getAttribute('data-user') !== document.body.getAttribute('data-user')) { return; }
      document.querySelector('meta[name=csrf-token]').content = token.content;
      document.querySelectorAll('input[name=csrf_token]').forEach(function (field) { field.value = token.content; });
      window.removeEventListener('focus', renew);
      document.getElementById('messages').textContent = '';
      document.querySelectorAll('form[data-draft]').forEach(function (form) { form.dispatchEvent(new Event('change', { bubbles: true })); });
    }, function () { /* No network: at the next look. */ });
  }

  document.addEventListener('htmx:responseError', function (event) {
    if (event.detail.xhr.status === 401) { sayExpired(); }
  });
}());
