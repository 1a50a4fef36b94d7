// Speaks the texts of resources/prompts/<language>/prompts.json and resources/sample/media/texts.json into WAV files: 8 kHz, mono; prompts in µ-law,
// which is what phones hear, the sample's in 16 bit. The committed files are what ships; run this after changing a text ("npm run resources", or with
// languages for those alone). It needs espeak-ng and sox (sudo apt-get install espeak-ng sox) and calls them as programs; see docs/adr/0006 and 0090.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { decodeWav, encodeMuLawWav, encodeWav, levelOf } from './wav.ts'

const ROOT = resolve(import.meta.dirname, '..')
const VOICES = { en: 'en-us', de: 'de', fr: 'fr-fr', es: 'es' }
const VOICE = ['-s', '164', '-p', '46', '-g', '1']
// Silence cut at both ends, rumble and hiss removed, a little presence for narrow telephone sound, peaks evened out.
const CUT = ['silence', '1', '0.005', '0.4%', 'reverse']
// No pause between sentences longer than this.
const PAUSES = ['silence', '-l', '1', '0', '0.4%', '-1', '0.38', '0.4%']
const TONE = ['highpass', '160', 'equalizer', '420', '1.2q', '-2', 'equalizer', '2300', '1q', '2', 'lowpass', '3700']
const EVEN = ['compand', '0.004,0.12', '6:-50,-32,-18,-14,0,-8', '0', '-50', '0.004']
const ENDS = ['fade', 't', '0.006', 'reverse', 'fade', 't', '0.015', 'reverse', 'pad', '0.06', '0.12']
const SAMPLE_RATE_HZ = 8_000
const RMS_TARGET = 10 ** (-19 / 20)
const PEAK_LIMIT = 10 ** (-2.5 / 20)

const scratch = mkdtempSync(join(tmpdir(), 'callwright-prompts-'))
try {
  const named = process.argv.slice(2)
  for (const [language, voice] of Object.entries(VOICES)) {
    if (named.length > 0 && !named.includes(language)) continue
    speakAll(join(ROOT, 'resources', 'prompts', language, 'prompts.json'), { voice, encode: encodeMuLawWav })
  }
  if (named.length === 0)
    speakAll(join(ROOT, 'resources', 'sample', 'media', 'texts.json'), { voice: VOICES.en, encode: encodeWav })
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function speakAll(textsFile, how) {
  const folder = dirname(textsFile)
  const texts = Object.entries(JSON.parse(readFileSync(textsFile, 'utf8')))
  const expected = new Set(texts.map(([id]) => `${id}.wav`))
  for (const entry of readdirSync(folder, { recursive: true })) {
    const name = entry.replaceAll('\\', '/')
    if (name.endsWith('.wav') && !expected.has(name)) rmSync(join(folder, name))
  }
  let sizeBytes = 0
  for (const [id, text] of texts) {
    const file = join(folder, `${id}.wav`)
    mkdirSync(dirname(file), { recursive: true })
    const bytes = speak(text, how)
    sizeBytes += bytes.length
    writeFileSync(file, bytes)
  }
  console.log(`${textsFile.slice(ROOT.length + 1)}: ${texts.length} files, ${(sizeBytes / 1e6).toFixed(1)} MB`)
}

function speak(text, { voice, encode }) {
  const spoken = join(scratch, 'spoken.wav')
  const shaped = join(scratch, 'shaped.wav')
  execFileSync('espeak-ng', ['-v', `${voice}+Annie`, ...VOICE, '-w', spoken, text])
  // -D: no dither, so the same text always gives the same bytes.
  const shaping = [...CUT, ...CUT, ...PAUSES, ...TONE, 'rate', '-v', String(SAMPLE_RATE_HZ), ...EVEN, ...ENDS]
  execFileSync('sox', ['-D', spoken, '-b', '16', '-c', '1', shaped, ...shaping])
  const { samples } = decodeWav(readFileSync(shaped))
  const { peak, rms } = levelOf(samples)
  const gain = Math.min(RMS_TARGET / rms, PEAK_LIMIT / peak)
  return encode(
    samples.map((sample) => Math.round(sample * gain)),
    SAMPLE_RATE_HZ,
  )
}
