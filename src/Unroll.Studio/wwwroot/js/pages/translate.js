import { byId, element, fixed, table, visible } from '../dom.js';
import { ask, say, soon } from '../api.js';
import { heatCell } from '../heat.js';

const model = byId('app').dataset.model;
const text = byId('text'), beam = byId('beam'), summary = byId('summary'), choices = byId('translations');

function showAlignment(found) {
  byId('alignment').replaceChildren(table('Alignment', ['', ...found.source.map(visible)],
    found.target.map((unit, i) => [visible(unit), ...found.weights[i].map(weight => heatCell(Math.round(100 * weight), weight))])));
}

function show(found) {
  if (found.length === 0) {
    clear('Nothing was found.');
    return;
  }
  say(summary, `${found[0].text || '(nothing)'}${found[0].isCut ? ' The text is longer than the model reads; its end was not translated.' : ''}`);
  choices.replaceChildren(...found.map((one, i) => element('label', { class: 'choice' },
    element('input', { type: 'radio', name: 'translation', checked: i === 0, change: () => showAlignment(one) }),
    element('span', {}, one.text || '(nothing)'), element('span', { class: 'number' }, `${fixed(one.logProbability, 2)} nats`))));
  showAlignment(found[0]);
}

function clear(words) {
  say(summary, words);
  choices.replaceChildren();
  byId('alignment').replaceChildren();
}

const refresh = soon(async signal => {
  if (text.value.trim() === '') clear('Type a text to see its translation.');
  else show(await ask('/api/translate', { model, text: text.value, beam: beam.valueAsNumber || 1 }, signal));
}, error => say(summary, error.message, true), 350);

text.addEventListener('input', refresh);
beam.addEventListener('input', refresh);
