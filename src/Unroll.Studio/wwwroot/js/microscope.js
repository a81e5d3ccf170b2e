// What the microscope sees: contributions of the words, gates and states of the layers.
import { byId, element, fixed, percent, table } from './dom.js';
import { ask, say } from './api.js';
import { heatCell } from './heat.js';

const explained = byId('explained'), layer = byId('layer'), signal = byId('signal'), note = byId('contributions-note');
let seen = null;

/** Looks at a text. `word` is the place, from 1, at which a tagger is asked. */
export async function look(model, text, abort, word = null) {
  try {
    seen = await ask('/api/microscope', { model, text, answer: explained.value || null, word }, abort);
    showContributions();
    offerLayers();
    showLayer();
  } catch (error) {
    if (abort.aborted) return;
    lookAway();
    say(note, error.message, true);
  }
}

export function lookAway() {
  seen = null;
  say(note, '');
  for (const id of ['contributions', 'means', 'units']) byId(id).replaceChildren();
}

/** Lets a person choose the answer that is explained. */
export function offerAnswers(answers, changed) {
  explained.append(...answers.map(answer => element('option', { value: answer }, answer)));
  explained.addEventListener('input', changed);
}

const head = token => token.isKnown ? token.text : `${token.text} (unknown)`;
const signed = (value, digits = 2) => value === null ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

function showContributions() {
  const { answer, contributions, tokens } = seen, { integratedGradients, gradientTimesInput, leaveOneOut } = contributions;
  const measures = [integratedGradients, gradientTimesInput, leaveOneOut];
  const largest = measures.map(of => Math.max(...of.map(value => Math.abs(value ?? 0)), 1e-9));
  say(note, `Explained: ${answer.text}${answer.word === null ? '' : ` at “${tokens[answer.word - 1]?.text}”`}, ${percent(answer.probability)}. Its score is ${fixed(answer.score, 2)}; without any word it would be ${fixed(contributions.baselineScore, 2)}.${seen.isCut ? ` The model reads no more than the first ${tokens.length} tokens.` : ''}`);
  byId('contributions').replaceChildren(table('What each word adds', ['Word', 'Integrated gradients', 'Gradient × input', 'Left out'],
    tokens.map((token, i) => [head(token), ...measures.map((of, m) => heatCell(signed(of[i]), (of[i] ?? 0) / largest[m]))])));
}

function offerLayers() {
  choose(layer, seen.layers.map((one, i) => [i, `${one.layer}${one.isReverse ? ', read from the end' : ''}`]), '0');
  choose(signal, seen.layers[layer.value].signals.map(one => [one.name, one.name]), 'hidden state');
}

// What was chosen stays chosen as long as it is there.
function choose(select, options, otherwise) {
  const before = select.value;
  if (select.options.length !== options.length || options.some(([value], i) => select.options[i].value !== String(value))) {
    select.replaceChildren(...options.map(([value, text]) => element('option', { value }, text)));
    select.value = options.some(([value]) => String(value) === before) ? before : otherwise;
  }
}

function showLayer() {
  const { units, signals } = seen.layers[layer.value], { tokens } = seen;
  const scale = of => of.isGate ? 1 : Math.max(...of.means, 1e-9);
  byId('means').replaceChildren(table('Means of all units', ['Word', ...signals.map(one => one.name)], tokens.map((token, i) => [head(token),
    ...signals.map(one => heatCell(one.isGate ? percent(one.means[i], 0) : fixed(one.means[i], 2), one.means[i] / scale(one)))])));
  const chosen = signals.find(one => one.name === signal.value) ?? signals.at(-1);
  const largest = Math.max(1e-9, ...chosen.values.flat().map(Math.abs));
  byId('units-title').textContent = `The liveliest units: ${chosen.name}`;
  byId('units').replaceChildren(table(`The liveliest units: ${chosen.name}`, ['Word', ...units.map(unit => `unit ${unit}`)], tokens.map((token, i) => [head(token),
    ...chosen.values[i].map(value => heatCell(chosen.isGate ? percent(value, 0) : signed(value), value / (chosen.isGate ? 1 : largest)))])));
}

for (const select of [layer, signal]) {
  select.addEventListener('input', () => {
    if (seen === null) return;
    offerLayers();
    showLayer();
  });
}
