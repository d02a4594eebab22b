// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Draws the trace in the element #data. Every text goes in as text, never as markup: it comes from
// other programs.
'use strict';

(() => {
  const trace = JSON.parse(document.getElementById('data').textContent);
  const byId = (id) => document.getElementById(id);
  const rows = [];
  let current = 0;

  // An element with a class, and texts or elements inside.
  function make(tag, className, ...inside) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  }

  function duration(nanos) {
    if (nanos < 1000) return `${nanos} ns`;
    if (nanos >= 60e9) return `${Math.floor(nanos / 60e9)} m ${Math.round((nanos % 60e9) / 1e9)} s`;
    let value = nanos / 1000;
    let unit = 0;
    for (; unit < 2 && value >= 999.5; ++unit) value /= 1000;
    const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return `${value.toFixed(digits)} ${['µs', 'ms', 's'][unit]}`;
  }

  function counted(count, what) {
    return `${count} ${what}${count === 1 ? '' : 's'}`;
  }

  function serviceName(index) {
    return trace.services[index] || '(no name)';
  }

  function paint(element, service) {
    element.style.setProperty('--service', `var(--service-${service % 8})`);
    return element;
  }

  // --- the head of the page -------------------------------------------------------------------

  function drawSummary() {
    const root = trace.spans[0];
    const title = root ? `${serviceName(root.service)} · ${root.name}` : 'Empty trace';
    byId('title').textContent = title;
    byId('trace-id').textContent = trace.traceId;
    const fact = (name, value, className = '') =>
      byId('facts').append(make('div', className, make('dt', '', name), make('dd', '', value)));
    const start = new Date(Number(BigInt(trace.startUnixNanos) / 1000000n));
    fact('Started', start.toISOString().replace('T', ' ').replace('Z', ' UTC'));
    fact('Duration', duration(trace.duration));
    fact('Spans', String(trace.spans.length));
    fact('Services', String(trace.services.length));
    const errors = trace.spans.filter((span) => span.error).length;
    fact('Errors', errors > 0 ? `✖ ${errors}` : '0', errors > 0 ? 'failed' : '');
    byId('next-error').disabled = errors === 0;
  }

  function drawLegend() {
    trace.services.forEach((_, index) => {
      const spans = trace.spans.filter((span) => span.service === index).length;
      const swatch = paint(make('span', 'swatch'), index);
      const count = make('span', 'muted', counted(spans, 'span'));
      byId('legend').append(make('li', '', swatch, make('bdi', '', serviceName(index)), count));
    });
  }

  async function copyId() {
    let done = true;
    try {
      await navigator.clipboard.writeText(trace.traceId);
    } catch {
      getSelection().selectAllChildren(byId('trace-id'));
      done = document.execCommand('copy');
    }
    byId('copied').textContent = done ? 'Copied' : 'Press Ctrl+C to copy';
    setTimeout(() => { byId('copied').textContent = ''; }, 2000);
  }

  // --- the waterfall --------------------------------------------------------------------------

  const LABEL_WIDTH = 52;  // pixels that a time on the ruler takes
  const total = Math.max(trace.duration, 1);
  const share = (nanos) => `${Math.min(100, 100 * nanos / total)}%`;

  // The smallest round step whose labels do not touch.
  function tickStep() {
    const most = Math.max(3, Math.min(8, Math.floor(byId('ruler').clientWidth / 70)));
    const power = 10 ** Math.floor(Math.log10(total / most));
    const step = [1, 2, 5, 10].map((times) => times * power).find((size) => total / size <= most);
    return Math.max(1, step);
  }

  // Without zeros at the end: "1.5 ms", "20 ms".
  function tickLabel(at) {
    return at === 0 ? '0' : duration(at).replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' ');
  }

  function drawRuler() {
    const step = tickStep();
    for (const old of byId('ruler').querySelectorAll('.tick')) old.remove();
    const last = total * (1 - LABEL_WIDTH / Math.max(byId('ruler').clientWidth, LABEL_WIDTH));
    for (let at = 0; at <= last; at += step) {
      const tick = make('span', 'tick', tickLabel(at));
      tick.style.left = share(at);
      byId('ruler').append(tick);
    }
    byId('rows').style.setProperty('--step', share(step));
  }

  function nameCell(span) {
    const guides = make('span', 'guides');
    for (let level = 0; level < Math.min(span.depth, 14); ++level) {
      guides.append(make('span', 'guide'));
    }
    const twisty = make('span', 'twisty', span.children.length > 0 ? '▼' : '');
    twisty.setAttribute('aria-hidden', 'true');
    const text = make('span', 'text', make('span', 'service', serviceName(span.service)),
                      span.name || '(no name)');
    const cell = make('div', 'cell name', guides, twisty, text);
    if (span.orphan) cell.append(make('span', 'muted', '(parent not received)'));
    if (span.error) cell.append(make('span', 'mark', `✖ ${span.error.slice(0, 60)}`));
    return cell;
  }

  function timeCell(span) {
    const bar = make('div', 'bar');
    bar.style.left = share(span.start);
    bar.style.width = share(span.duration);
    const cell = make('div', 'cell time', bar);
    for (const event of span.events) {
      const mark = make('span', 'event');
      mark.style.left = share(Math.max(0, event.at));
      cell.append(mark);
    }
    return cell;
  }

  function drawRow(span, index) {
    const row = paint(make('div', `row span${span.error ? ' failed' : ''}`, nameCell(span),
                           make('div', 'cell kind', span.kind), timeCell(span),
                           make('div', 'cell length', duration(span.duration))), span.service);
    row.setAttribute('role', 'row');
    row.setAttribute('aria-level', String(span.depth + 1));
    row.setAttribute('aria-selected', 'false');
    if (span.children.length > 0) row.setAttribute('aria-expanded', 'true');
    for (const cell of row.children) cell.setAttribute('role', 'gridcell');
    row.tabIndex = -1;
    row.addEventListener('click', (event) => {
      if (event.target.classList.contains('twisty')) toggle(index);
      select(index);
    });
    row.addEventListener('dblclick', () => toggle(index));
    row.addEventListener('mousemove', (event) => showTip(span, event));
    row.addEventListener('mouseleave', () => { byId('tip').hidden = true; });
    rows.push(row);
    byId('rows').append(row);
  }

  function isExpanded(index) {
    return rows[index].getAttribute('aria-expanded') !== 'false';
  }

  function setExpanded(index, expanded) {
    if (trace.spans[index].children.length === 0) return;
    rows[index].setAttribute('aria-expanded', String(expanded));
    rows[index].querySelector('.twisty').textContent = expanded ? '▼' : '▶';
  }

  // Spans come in drawing order, parents first, so one pass settles who is seen.
  function showExpanded() {
    trace.spans.forEach((span, index) => {
      const above = rows[span.parent];
      rows[index].hidden = Boolean(above) && (above.hidden || !isExpanded(span.parent));
    });
  }

  function toggle(index, expanded = !isExpanded(index)) {
    setExpanded(index, expanded);
    showExpanded();
  }

  function toggleAll(expanded) {
    trace.spans.forEach((span, index) => setExpanded(index, expanded || span.depth === 0));
    showExpanded();
    while (rows[current] && rows[current].hidden) current = trace.spans[current].parent;
    select(current);
  }

  function showTip(span, event) {
    const tip = byId('tip');
    const when = `${duration(span.duration)} from ${duration(span.start)}`;
    tip.replaceChildren(make('strong', '', span.name || '(no name)'), make('br'),
                        `${serviceName(span.service)} · ${span.kind} · ${when}`);
    if (span.error) tip.append(make('br'), make('span', 'mark', `✖ ${span.error}`));
    const more = [];
    if (span.events.length > 0) more.push(counted(span.events.length, 'event'));
    if (span.logs.length > 0) more.push(counted(span.logs.length, 'log line'));
    if (more.length > 0) tip.append(make('br'), make('span', 'muted', more.join(', ')));
    tip.hidden = false;
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(event.clientY + 16, innerHeight - tip.offsetHeight - 8)}px`;
  }

  // --- the details of one span ----------------------------------------------------------------

  function pairs(list) {
    const body = make('tbody');
    for (const [key, value] of list) {
      const header = make('th', '', key);
      header.scope = 'row';
      body.append(make('tr', '', header, make('td', '', value)));
    }
    return make('table', 'pairs', body);
  }

  function section(title, count, open, ...inside) {
    const summary = make('summary', '', `${title} `, make('span', 'count', String(count)));
    const element = make('details', '', summary, ...inside);
    element.open = open;
    return element;
  }

  function eventEntry(event) {
    const at = make('span', 'at', duration(Math.max(0, event.at)));
    const entry = make('div', 'entry', at, event.name);
    if (event.attributes.length > 0) entry.append(pairs(event.attributes));
    return entry;
  }

  function linkEntry(link) {
    const list = [['trace id', link.traceId], ['span id', link.spanId]];
    if (link.traceState) list.push(['trace state', link.traceState]);
    return make('div', 'entry', pairs(list.concat(link.attributes)));
  }

  function logEntry(log) {
    const level = make('span', `level${log.severity >= 17 ? ' bad' : ''}`, log.level);
    const at = make('span', 'at', duration(Math.max(0, log.at)));
    const entry = make('div', 'entry', at, level, make('span', 'body', log.body));
    if (log.attributes.length > 0) entry.append(pairs(log.attributes));
    return entry;
  }

  function basics(span) {
    const parent = trace.spans[span.parent];
    const list = [['start', `${duration(span.start)} after the trace began`],
                  ['duration', duration(span.duration)], ['kind', span.kind],
                  ['status', span.status], ['span id', span.spanId]];
    if (span.parentSpanId) {
      list.push(['parent', `${span.parentSpanId} (${parent ? parent.name : 'not received'})`]);
    }
    if (span.traceState) list.push(['trace state', span.traceState]);
    return list;
  }

  function showDetails(span) {
    const scope = trace.scopes[span.scope];
    const resource = trace.resources[span.resource];
    const swatch = paint(make('span', 'swatch'), span.service);
    const inside = [make('h2', '', span.name || '(no name)'),
                    make('p', 'who', swatch, serviceName(span.service))];
    if (span.error) {
      const more = span.statusMessage === span.error ? '' : span.statusMessage;
      inside.push(make('p', 'failure', `✖ ${span.error}${more && ': '}${more}`));
    }
    inside.push(make('section', '', pairs(basics(span))));
    const list = (title, items, entry) => {
      if (items.length > 0) inside.push(section(title, items.length, true, ...items.map(entry)));
    };
    inside.push(section('Attributes', span.attributes.length, true, pairs(span.attributes)));
    list('Events', span.events, eventEntry);
    list('Links', span.links, linkEntry);
    list('Log lines', span.logs, logEntry);
    inside.push(section('Resource', resource.length, false, pairs(resource)));
    inside.push(section('Instrumentation scope', scope.length, false, pairs(scope)));
    byId('details').replaceChildren(...inside);
    byId('details').scrollTop = 0;
  }

  // --- selection and keys ---------------------------------------------------------------------

  function select(index, focus = true) {
    rows[current].tabIndex = -1;
    rows[current].setAttribute('aria-selected', 'false');
    current = index;
    rows[current].tabIndex = 0;
    rows[current].setAttribute('aria-selected', 'true');
    if (focus) rows[current].focus();
    showDetails(trace.spans[current]);
    remember();
  }

  // The address names the selected span, so that it can be passed on.
  function remember() {
    try {
      history.replaceState(null, '', `#${encodeURIComponent(trace.spans[current].spanId)}`);
    } catch {
      // Some browsers forbid it for local files; nothing depends on it.
    }
  }

  function openAddress() {
    const wanted = location.hash.slice(1);
    const index = trace.spans.findIndex((span) => encodeURIComponent(span.spanId) === wanted);
    if (rows.length > 0) select(Math.max(0, index), false);
  }

  function seen(from, step) {
    let index = from + step;
    while (rows[index] && rows[index].hidden) index += step;
    return rows[index] ? index : from;
  }

  function reveal(index) {
    for (let above = trace.spans[index].parent; above >= 0; above = trace.spans[above].parent) {
      setExpanded(above, true);
    }
    showExpanded();
  }

  function nextError() {
    for (let step = 1; step <= trace.spans.length; ++step) {
      const index = (current + step) % trace.spans.length;
      if (!trace.spans[index].error) continue;
      reveal(index);
      return select(index);
    }
  }

  function collapseOrUp() {
    const span = trace.spans[current];
    if (span.children.length > 0 && isExpanded(current)) return toggle(current, false);
    if (span.parent >= 0) select(span.parent);
  }

  function expandOrDown() {
    const span = trace.spans[current];
    if (span.children.length === 0) return;
    if (!isExpanded(current)) return toggle(current, true);
    select(span.children[0]);
  }

  const keys = {
    ArrowDown: () => select(seen(current, 1)),
    ArrowUp: () => select(seen(current, -1)),
    ArrowLeft: collapseOrUp,
    ArrowRight: expandOrDown,
    Home: () => select(0),
    End: () => select(seen(rows.length, -1)),
    Enter: () => byId('details').focus(),
    ' ': () => toggle(current),
  };

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || rows.length === 0) return;
    const inRows = byId('rows').contains(document.activeElement);
    if (event.key === 'e') {
      nextError();
    } else if (event.key === 'Escape' && byId('details').contains(document.activeElement)) {
      rows[current].focus();
    } else if (inRows && keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  }

  drawSummary();
  drawLegend();
  drawRuler();
  trace.spans.forEach(drawRow);
  byId('copy').addEventListener('click', copyId);
  byId('next-error').addEventListener('click', nextError);
  byId('expand').addEventListener('click', () => toggleAll(true));
  byId('collapse').addEventListener('click', () => toggleAll(false));
  addEventListener('resize', drawRuler);
  document.addEventListener('keydown', onKey);
  openAddress();
})();
