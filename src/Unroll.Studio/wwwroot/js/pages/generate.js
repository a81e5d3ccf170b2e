import { byId, element, percent, visible } from '../dom.js';
import { ask, say } from '../api.js';

const model = byId('app').dataset.model;
const prompt = byId('prompt'), summary = byId('summary'), written = byId('written'), alternatives = byId('alternatives'), place = byId('place');
const write = byId('write'), more = byId('more');

// The text so far: each token with what else could have stood in its place, and what may come after the last.
let beginning = '', tokens = [], next = [], chosen = -1;

/** Writes on after the first `kept` tokens, the one of the user's choice first if there is one. */
async function goOn(kept, choice) {
  const before = tokens.slice(0, kept).map(one => one.token);
  write.disabled = more.disabled = true;
  summary.setAttribute('aria-busy', 'true');
  try {
    const answer = await ask('/api/generate', {
      model, prompt: beginning, tokens: choice === undefined ? before : [...before, choice],
      steps: byId('steps').valueAsNumber || 1, temperature: byId('temperature').valueAsNumber || 0, seed: byId('seed').valueAsNumber || 0,
    });
    tokens = [...tokens.slice(0, answer.from), ...answer.steps];
    next = answer.next;
    show(kept);
  } catch (error) {
    say(summary, error.message, true);
  } finally {
    write.disabled = false;
    more.disabled = tokens.length === 0;
    summary.removeAttribute('aria-busy');
  }
}

function show(from) {
  say(summary, `${tokens.length} tokens; the rarest choice had ${percent(Math.min(...tokens.map(one => one.probability)))}.`);
  written.replaceChildren(element('span', { class: 'given' }, beginning), ...tokens.flatMap((one, i) => one.text.includes('\n') ? [tokenButton(one, i), '\n'] : [tokenButton(one, i)]));
  choose(Math.min(from, tokens.length - 1), false);
}

function tokenButton(one, i) {
  const text = one.text.replaceAll('\n', '↵');
  return element('button', {
    type: 'button', class: 'token', tabindex: '-1', 'aria-label': `${visible(one.text)}, ${percent(one.probability)}`, '--share': one.probability,
    click: () => choose(i, true), keydown: event => move(event, i),
  }, text === ' ' ? '\u00A0' : text || '·');
}

function move(event, i) {
  const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tokens.length - 1 }[event.key];
  if (to === undefined || to < 0 || to >= tokens.length) return;
  event.preventDefault();
  choose(to, true);
}

function choose(i, focus) {
  const buttons = written.querySelectorAll('button');
  for (const button of written.querySelectorAll('[aria-current]')) {
    button.removeAttribute('aria-current');
    button.tabIndex = -1;
  }
  chosen = i;
  buttons[i].setAttribute('aria-current', 'true');
  buttons[i].tabIndex = 0;
  if (focus) buttons[i].focus();
  showAlternatives(i);
}

function showAlternatives(i) {
  const one = tokens[i];
  say(place, `Token ${i + 1} of ${tokens.length} is “${visible(one.text)}”, ${percent(one.probability)}. Choose another and the text goes on from there.`);
  alternatives.replaceChildren(...one.alternatives.map(other => element('li', { class: other.token === one.token ? 'best' : '' },
    element('button', { type: 'button', class: 'name', disabled: other.token === one.token, click: () => goOn(i, other.token) }, visible(other.text)),
    element('span', { class: 'bar', 'aria-hidden': 'true', '--share': other.probability }),
    element('span', { class: 'number' }, percent(other.probability)))));
}

write.addEventListener('click', () => {
  beginning = prompt.value;
  tokens = [];
  goOn(0);
});
more.addEventListener('click', () => goOn(tokens.length));
