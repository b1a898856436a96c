/* Files go ahead of their form: [data-upload="/files"] holds a file field and a list. What the server keeps comes back
   as ticked boxes that stand for the files; the form waits until the last one is there. Without this script the files
   go with the form itself. */
(function () {
  'use strict';

  var waiting = [];

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function token() { var meta = document.querySelector('meta[name="csrf-token"]'); return meta ? meta.content : ''; }

  function line(list, text) {
    var item = document.createElement('li');
    var label = item.appendChild(document.createElement('span'));
    label.textContent = text;
    list.appendChild(item);
    return item;
  }

  function fail(item, name, why) {
    item.className = 'field-error';
    item.setAttribute('role', 'alert');
    item.textContent = '“' + name + '”' + why;
  }

  function settle(form) {
    var rest = all('[data-uploading]', form).length;
    if (rest) { return; }
    waiting = waiting.filter(function (one) {
      if (one.form !== form) { return true; }
      // A file that failed on the way is for the person to see before the form goes.
      if (!form.querySelector('[data-upload-list] .field-error')) { window.setTimeout(function () { one.button.click(); }, 0); }
      return false;
    });
  }

  function send(box, file) {
    var list = box.querySelector('[data-upload-list]');
    var form = list.closest('form');
    var item = line(list, file.name + '　');
    var bar = item.appendChild(document.createElement('progress'));
    bar.max = 100;
    bar.setAttribute('aria-label', '上传 ' + file.name);
    item.setAttribute('data-uploading', '');
    var request = new XMLHttpRequest();
    var body = new FormData();
    body.append('files', file, file.name);
    request.open('POST', box.getAttribute('data-upload'));
    request.setRequestHeader('X-CSRF-Token', token());
    request.upload.onprogress = function (event) { if (event.lengthComputable) { bar.value = 100 * event.loaded / event.total; } };
    request.onload = function () {
      item.removeAttribute('data-uploading');
      if (request.status === 200) {
        item.insertAdjacentHTML('beforebegin', request.responseText);
        item.parentNode.removeChild(item);
      } else {
        fail(item, file.name, request.status === 413 ? '太大，没有收下' : '没有传上去，请重新选择；若仍不行请刷新页面');
      }
      settle(form);
    };
    request.onerror = function () {
      item.removeAttribute('data-uploading');
      fail(item, file.name, '没有传上去：网络断了，请重新选择');
      settle(form);
    };
    request.send(body);
  }

  document.addEventListener('change', function (event) {
    var field = event.target;
    var box = field.type === 'file' && field.closest('[data-upload]');
    if (!box || !window.FormData) { return; }
    all('[data-upload-list] .field-error', box).forEach(function (old) { old.parentNode.removeChild(old); });
    Array.prototype.forEach.call(field.files, function (file) { send(box, file); });
    field.value = '';
  });

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.querySelector('[data-uploading]')) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    var button = event.submitter || form.querySelector('button[type=submit],button:not([type])');
    waiting = waiting.filter(function (one) { return one.form !== form; });
    waiting.push({ form: form, button: button });
  }, true);
}());
