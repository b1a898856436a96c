/* Draws every .chart[data-chart]: the ECharts option is the JSON block whose id the attribute names.
   Colours and fonts come from tokens.css; a data point with "href" opens that page when it is clicked. */
(function () {
  'use strict';

  var drawn = [];

  function token(name) { return window.getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function defaults() {
    var ink = token('--ink-2');
    var line = token('--line');
    var axis = { axisLine: { lineStyle: { color: token('--line-strong') } }, axisTick: { show: false },
      axisLabel: { color: ink, fontSize: 13 }, splitLine: { lineStyle: { color: line } }, nameTextStyle: { color: ink } };
    return {
      color: [1, 2, 3, 4, 5, 6, 7, 8].map(function (at) { return token('--chart-' + at); }),
      textStyle: { fontFamily: token('--font'), color: token('--ink') },
      categoryAxis: Object.assign({}, axis, { splitLine: { show: false } }),
      valueAxis: Object.assign({}, axis, { axisLine: { show: false } }),
      timeAxis: axis,
      legend: { textStyle: { color: ink, fontSize: 13 } },
      line: { symbolSize: 6, lineStyle: { width: 2 } },
      bar: { barMaxWidth: 28 }
    };
  }

  function complete(option) {
    var whole = Object.assign({}, option);
    // Rich text draws the tip on the canvas: an HTML tip needs inline styles, which the policy forbids.
    whole.tooltip = Object.assign({ trigger: 'axis', confine: true }, option.tooltip, { renderMode: 'richText' });
    whole.aria = Object.assign({ enabled: true }, option.aria);
    whole.animation = false;
    if (option.legend) { whole.legend = Object.assign({ top: 0, right: 8 }, option.legend); }
    if (!Array.isArray(option.grid)) {
      whole.grid = Object.assign({ left: 8, right: 16, top: option.legend ? 48 : 28, bottom: 8, containLabel: true }, option.grid);
    }
    return whole;
  }

  function follow(point) {
    var href = point.data && point.data.href;
    // Only a path of this site: never a full address that came with the data.
    if (typeof href === 'string' && /^\/(?!\/)/.test(href)) { window.location.assign(href); }
  }

  function draw(box) {
    var block = document.getElementById(box.getAttribute('data-chart'));
    if (!block || !window.echarts || window.echarts.getInstanceByDom(box)) { return; }
    var chart = window.echarts.init(box, defaults(), { renderer: 'canvas', devicePixelRatio: Math.max(2, window.devicePixelRatio || 1) });
    chart.setOption(complete(JSON.parse(block.textContent)));
    chart.on('click', follow);
    drawn.push(chart);
  }

  function drawAll(root) { Array.prototype.forEach.call(root.querySelectorAll('.chart[data-chart]'), draw); }

  function resize() {
    drawn = drawn.filter(function (chart) { return !chart.isDisposed() && document.contains(chart.getDom()); });
    drawn.forEach(function (chart) { chart.resize(); });
  }

  document.addEventListener('DOMContentLoaded', function () { drawAll(document); });
  document.addEventListener('htmx:load', function (event) { drawAll(event.detail.elt); });
  document.addEventListener('toggle', resize, true);
  window.addEventListener('resize', resize);
  window.addEventListener('beforeprint', resize);
}());
