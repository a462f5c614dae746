// What pages cannot do by themselves: say when they are stale, and draw the last hour.
(() => {
  'use strict';
  const PATIENCE = 4000;
  const EVERY = 10000;
  document.documentElement.classList.add('scripted');

  const live = document.getElementById('live');
  const news = document.getElementById('news');
  if (live && news) {
    let last = Date.now();
    const state = document.createElement('span');
    const since = document.createElement('span');
    since.setAttribute('aria-hidden', 'true');
    news.replaceChildren(state, since);
    const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };
    const tell = () => {
      const age = Date.now() - last;
      const stale = age > PATIENCE;
      if (news.dataset.state !== (stale ? 'stale' : 'live')) news.dataset.state = stale ? 'stale' : 'live';
      write(state, stale ? 'no news' : 'live');
      write(since, stale ? ' for ' + Math.round(age / 1000) + ' s' : '');
    };
    document.body.addEventListener('htmx:afterRequest', event => {
      if (live.contains(event.detail.elt) && event.detail.successful) {
        last = Date.now();
        tell();
      }
    });
    setInterval(tell, 500);
    tell();
  }

  const plots = document.querySelector('[data-hour]');
  if (!plots || !window.uPlot) return;
  const from = plots.dataset.from;
  const to = plots.dataset.to;
  const percent = value => value == null ? '–' : +(value * 100).toFixed(2) + '%';
  const millis = value => value == null ? '–' : Math.round(value) + ' ms';
  const rate = value => value == null ? '–' : +value.toFixed(1) + '/s';
  const WANTED = [
    { title: 'Share of ' + to, say: percent, top: 1,
      series: [['weight', 'weight', 'mark', true], ['observed', 'observed', 'to']] },
    { title: 'Latency, p95', say: millis, series: [[from, 'from_p95', 'from-line'], [to, 'to_p95', 'to']] },
    { title: 'Errors', say: percent, series: [[from, 'from_errors', 'from-line'], [to, 'to_errors', 'to']] },
    { title: 'Requests', say: rate, series: [[from, 'from_per_second', 'from-line'], [to, 'to_per_second', 'to']] }
  ];
  let drawn = [];
  let points = [];

  const number = value => typeof value === 'number' && Number.isFinite(value) ? value : null;
  const data = wanted => [points.map(point => Date.parse(point.at) / 1000)].concat(
    wanted.series.map(one => points.map(point => number(point[one[1]]))));
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

  function options(wanted, width) {
    const muted = colour('pico-muted-color');
    const line = colour('line');
    const axis = { stroke: muted, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    return {
      width, height: 150, tzDate: at => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'), padding: [10, 18, 0, 0], cursor: { y: false, points: { size: 6 } },
      scales: { y: { range: (_, low, high) => wanted.top ? [0, wanted.top] : [0, Math.max((high || 0) * 1.15, 0.001)] } },
      axes: [
        { ...axis, size: 24, values: '{HH}:{mm}', space: 60 },
        { ...axis, size: 52, values: (_, all) => all.map(wanted.say), space: 30 }
      ],
      series: [{}].concat(wanted.series.map(([label, , name, stepped]) => ({
        label, stroke: colour(name), width: 1.8, value: (_, value) => wanted.say(value), points: { show: false },
        dash: stepped ? [4, 3] : undefined, paths: stepped ? uPlot.paths.stepped({ align: 1 }) : undefined
      })))
    };
  }

  function draw() {
    drawn.forEach(one => one.plot.destroy());
    plots.replaceChildren();
    drawn = [];
    if (!points.length) {
      const empty = document.createElement('p');
      empty.className = 'faint';
      empty.textContent = 'Nothing was seen yet; the plots begin with the first traffic.';
      plots.append(empty);
      return;
    }
    for (const wanted of WANTED) {
      const figure = document.createElement('figure');
      figure.className = 'plot';
      const caption = document.createElement('figcaption');
      caption.textContent = wanted.title;
      figure.append(caption);
      plots.append(figure);
      const plot = new uPlot(options(wanted, figure.clientWidth - 20), data(wanted), figure);
      drawn.push({ wanted, plot, figure });
    }
  }

  async function load() {
    try {
      const answer = await fetch(plots.dataset.hour, { headers: { Accept: 'application/json' } });
      if (!answer.ok) return;
      const first = !points.length;
      points = (await answer.json()).points;
      if (first || !drawn.length) draw();
      else drawn.forEach(one => one.plot.setData(data(one.wanted)));
    } catch {
      // The page says that it is stale.
    }
  }

  new ResizeObserver(() => drawn.forEach(one => one.plot.setSize({ width: one.figure.clientWidth - 20, height: 150 }))).observe(plots);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  load();
  setInterval(load, EVERY);
})();
