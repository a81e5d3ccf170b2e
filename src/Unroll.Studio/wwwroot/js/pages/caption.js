import { byId, element, fixed, table, takesFiles, visible } from '../dom.js';
import { ask, say, send, soon } from '../api.js';
import { heatCell } from '../heat.js';

// What has more pixels a side than the page has room for is no mosaic.
const DARKEST = 0.8, LARGEST_PIXELS = 144;
const model = byId('app').dataset.model;
// There are numbers only where the model learned from what the program draws.
const scene = byId('scene'), summary = byId('summary'), words = byId('words');

/** Draws the picture; with weights, the darker the less the network looked there. */
function draw(canvas, answer, weights) {
  const { side, gridSide } = answer, colors = Uint8Array.from(atob(answer.colors), letter => letter.charCodeAt(0));
  canvas.width = canvas.height = side;
  canvas.hidden = false;
  canvas.classList.toggle('photo', side > LARGEST_PIXELS);
  const pen = canvas.getContext('2d'), image = pen.createImageData(side, side), largest = weights ? Math.max(...weights) : 1;
  for (let i = 0; i < side * side; i++) {
    const cell = Math.floor(Math.floor(i / side) * gridSide / side) * gridSide + Math.floor(i % side * gridSide / side);
    const light = weights ? 1 - DARKEST * (1 - weights[cell] / largest) : 1;
    for (let color = 0; color < 3; color++) image.data[4 * i + color] = light * colors[3 * i + color];
    image.data[4 * i + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
}

function place(cell, side) {
  return `row ${Math.floor(cell / side) + 1}, column ${cell % side + 1}`;
}

function showNumbers(word, weights, side, button) {
  for (const other of words.querySelectorAll('button')) other.setAttribute('aria-pressed', other === button);
  const rows = Array.from({ length: side }, (_, y) => [`${y + 1}`, ...weights.slice(y * side, (y + 1) * side).map(weight => heatCell((100 * weight).toFixed(1), weight / Math.max(...weights)))]);
  byId('numbers').replaceChildren(element('p', {}, `${visible(word)}: share of the attention in percent, by rows and columns of the picture`), table(`Attention for ${visible(word)}`, ['', ...rows.map(row => row[0])], rows));
}

function show(answer) {
  draw(byId('picture'), answer);
  byId('true-caption').hidden = answer.truth === null;
  byId('truth').textContent = answer.truth ?? '';
  const verdict = answer.truth === null ? '' : answer.text === answer.truth ? '; right' : '; not the true one';
  say(summary, `${answer.text ? `“${answer.text}”` : 'Nothing was said'}, ${fixed(answer.logProbability, 2)} nats${verdict}.`);
  byId('looked').hidden = false;
  words.replaceChildren(...answer.words.map((word, i) => {
    const weights = answer.attention[i], most = weights.indexOf(Math.max(...weights));
    const canvas = element('canvas', { class: 'pixels', 'aria-hidden': 'true' });
    draw(canvas, answer, weights);
    const button = element('button', { type: 'button', class: 'look', 'aria-pressed': 'false', click: () => showNumbers(word, weights, answer.gridSide, button) },
      canvas, element('span', { class: 'word' }, visible(word)), element('span', { class: 'quiet' }, `most at ${place(most, answer.gridSide)}`));
    return button;
  }));
  words.querySelector('button')?.click();
}

let chosen = null;

const refresh = soon(async signal => {
  if (chosen) show(await send(`/api/caption/picture?model=${encodeURIComponent(model)}&name=`, chosen, signal));
  else if (scene.validity.valid && scene.value !== '') show(await ask('/api/caption', { model, scene: scene.valueAsNumber }, signal));
  else say(summary, 'Give a number from 0 to 499.', true);
}, error => {
  // What was seen in another picture must not stand beside the words about this one.
  for (const id of ['picture', 'true-caption', 'looked']) byId(id).hidden = true;
  say(summary, error.message, true);
}, 100);

takesFiles(byId('file'), byId('drop'), file => {
  chosen = file;
  say(summary, `Reading ${file.name} …`);
  refresh();
});

function draws() {
  chosen = null;
  refresh();
}

if (scene) {
  scene.addEventListener('input', draws);
  byId('next').addEventListener('click', () => {
    scene.value = (Number(scene.value) + 1) % 500;
    draws();
  });
  draws();
}
