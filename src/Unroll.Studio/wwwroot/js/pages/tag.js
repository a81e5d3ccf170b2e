import { byId, element, percent } from '../dom.js';
import { ask, say, soon } from '../api.js';

const UNSURE = 0.8;
const model = byId('app').dataset.model;
const text = byId('text'), summary = byId('summary'), list = byId('tags');

function show(words) {
  list.replaceChildren(...words.map(word => element('li', { class: `${word.tag === 'O' ? 'outside' : ''} ${word.probability < UNSURE ? 'unsure' : ''}` },
    element('span', { class: 'word' }, word.word),
    element('span', { class: 'tag' }, word.tag),
    element('span', { class: 'number' }, percent(word.probability, 0)))));
  const least = words.reduce((a, b) => b.probability < a.probability ? b : a);
  say(summary, `${words.length} ${words.length === 1 ? 'word' : 'words'}; least sure of “${least.word}” as ${least.tag}, ${percent(least.probability)}.`);
}

text.addEventListener('input', soon(async signal => {
  const words = text.value.trim() === '' ? [] : await ask('/api/tag', { model, text: text.value }, signal);
  if (words.length > 0) {
    show(words);
  } else {
    list.replaceChildren();
    say(summary, 'Type a sentence to see its tags.');
  }
}, error => say(summary, error.message, true)));
