import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { audioFormatOf } from './audio-format.ts'
import { convertAudio } from './convert-audio.ts'
import { wavFile } from './wav.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name))

/** One second of 1 kHz at half of full scale, mono 8 kHz. */
const toneData = wavFile(
  [Float32Array.from({ length: 8_000 }, (_, i) => Math.sin((Math.PI * i) / 4) / 2)],
  8_000,
).slice(44)

const ascii = (text: string) => Buffer.from(text, 'latin1')
const u16 = (value: number) => Buffer.from([value & 255, value >> 8])
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer)
const chunk = (id: string, body: Uint8Array, sizeBytes = body.length, isPadded = true) =>
  Buffer.concat([ascii(id), u32(sizeBytes), body, Buffer.alloc(isPadded ? body.length % 2 : 0)])
const fmt = ({ tag = 1, channels = 1, rateHz = 8_000, block = 2, bits = 16, more = Buffer.alloc(0) } = {}) =>
  chunk('fmt ', Buffer.concat([u16(tag), u16(channels), u32(rateHz), u32(rateHz * block), u16(block), u16(bits), more]))
const riff = (chunks: readonly Uint8Array[], { name = 'RIFF', sizeBytes = -1 } = {}) => {
  const body = Buffer.concat([ascii('WAVE'), ...chunks])
  return Buffer.concat([ascii(name), u32(sizeBytes < 0 ? body.length : sizeBytes), body])
}
const data = chunk('data', toneData)
const ONES = 0xffff_ffff

async function heard(bytes: Uint8Array): Promise<{ readonly durationMs: number; readonly level: number }> {
  const conversion = await convertAudio(bytes)
  if (!conversion.ok) throw new Error(conversion.problem)
  const view = new DataView(conversion.wav.buffer, 44)
  const samples = Array.from(
    { length: (conversion.wav.length - 44) / 2 },
    (_, i) => view.getInt16(i * 2, true) / 32_768,
  )
  return { durationMs: conversion.durationMs, level: levelAt1kHz(samples) }
}

async function problemOf(bytes: Uint8Array): Promise<string> {
  const conversion = await convertAudio(bytes)
  return conversion.ok ? 'taken' : conversion.problem
}

describe('a WAV', () => {
  it.each<[string, Uint8Array]>([
    ['with a chunk of odd length and its pad byte before the sound', fixture('tone-odd-chunk.wav')],
    [
      'with a chunk of odd length whose pad byte was forgotten',
      riff([fmt(), chunk('bext', Buffer.alloc(603), 603, false), data]),
    ],
    [
      'with a broadcast chunk, markers and a tag before the sound',
      riff([
        chunk('bext', Buffer.alloc(602)),
        chunk('JUNK', Buffer.alloc(28)),
        fmt(),
        chunk('cue ', Buffer.alloc(4)),
        data,
      ]),
    ],
    [
      'with chunks after the sound',
      riff([fmt(), data, chunk('LIST', Buffer.alloc(401, 0x55)), chunk('id3 ', Buffer.alloc(300, 0x55))]),
    ],
    ['whose length was never written', riff([fmt(), chunk('data', toneData, ONES)], { sizeBytes: ONES })],
    ['whose recorder was stopped', riff([fmt(), chunk('data', toneData, 0)], { sizeBytes: 0 })],
    ['that claims more sound than the file has', riff([fmt(), chunk('data', toneData, 999_999)])],
    [
      'of the extensible kind',
      riff([
        fmt({
          tag: 0xfffe,
          more: Buffer.concat([
            u16(22),
            u16(16),
            u32(4),
            u16(1),
            ascii('\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71'),
          ]),
        }),
        data,
      ]),
    ],
    [
      'in RF64, whose length stands in ds64',
      riff(
        [
          chunk('ds64', Buffer.concat([u32(0), u32(0), u32(toneData.length), u32(0), u32(8_000), u32(0), u32(0)])),
          fmt(),
          chunk('data', toneData, ONES),
          chunk('LIST', Buffer.alloc(4_000, 0x55)),
        ],
        { name: 'RF64', sizeBytes: ONES },
      ),
    ],
    [
      'in RF64 whose ds64 lies',
      riff([chunk('ds64', Buffer.alloc(28, 0xff)), fmt(), chunk('data', toneData, ONES)], {
        name: 'RF64',
        sizeBytes: ONES,
      }),
    ],
    ['in RF64 without ds64', riff([fmt(), chunk('data', toneData, ONES)], { name: 'RF64', sizeBytes: ONES })],
    ['after an ID3 tag', Buffer.concat([ascii('ID3\x04\x00\x00\x00\x00\x00\x0a0123456789'), riff([fmt(), data])])],
  ])('%s is heard whole', async (_what, bytes) => {
    const { durationMs, level } = await heard(bytes)
    expect(durationMs).toBe(1_000)
    expect(level).toBeCloseTo(0.5, 2)
  })

  it.each([
    'tone-8.wav',
    'tone-24.wav',
    'tone-32.wav',
    'tone-float.wav',
    'tone-double.wav',
    'tone-a-law.wav',
    'tone-mu-law.wav',
    'tone-rifx.wav',
    'tone-ima.wav',
    'tone-ms.wav',
  ])('%s is read, whatever its samples are', async (name) => {
    const { durationMs, level } = await heard(fixture(name))
    expect(durationMs).toBeGreaterThan(245)
    expect(durationMs).toBeLessThan(320) // ADPCM comes in whole blocks
    expect(level).toBeGreaterThan(0.48)
    expect(level).toBeLessThan(0.52)
  })

  it('with MP3 inside is heard', async () => {
    const wav = riff([
      fmt({ tag: 0x55, block: 1, bits: 0, more: Buffer.alloc(14) }),
      chunk('fact', Buffer.alloc(4)),
      chunk('data', mp3()),
    ])
    const { durationMs } = await heard(wav)
    expect(durationMs).toBeGreaterThan(980)
    expect(durationMs).toBeLessThan(1_080)
  })

  it('with ADPCM behind an odd chunk is heard too', async () => {
    const wav = fixture('tone-ima.wav')
    const odd = Buffer.concat([wav.subarray(0, 12), chunk('note', Buffer.alloc(7)), wav.subarray(12)])
    expect((await heard(odd)).level).toBeCloseTo((await heard(wav)).level, 5)
  })

  it.each<[string, Uint8Array, RegExp]>([
    [
      'GSM',
      fixture('tone-wav49.wav'),
      /^is GSM 06\.10 in WAV \(WAV49.*does not read; convert it to WAV with 16-bit PCM.*ffmpeg/,
    ],
    ['a codec nobody knows', riff([fmt({ tag: 0x4711 }), data]), /^is a WAV of format 0x4711, which.*convert it/],
    ['samples of 5 bytes', riff([fmt({ block: 5, bits: 40 }), data]), /^is a WAV of 40-bit samples/],
    ['no channel', riff([fmt({ channels: 0 }), data]), /0 channels; 1 to 32/],
    ['no sample rate', riff([fmt({ rateHz: 0 }), data]), /^has a sample rate of 0 Hz; 4000 to 384000/],
    ['thousands of channels', riff([fmt({ channels: 60_000 }), data]), /60000 channels; 1 to 32/],
    ['its sound before its format', riff([data, fmt()]), /sound stands before its format/],
    ['no sound after its format', riff([fmt()]), /^holds no sound$/],
    [
      'an empty sound and a long tag',
      riff([fmt(), chunk('data', Buffer.alloc(0)), chunk('LIST', Buffer.alloc(4_000, 0x55))]),
      /^holds no sound$/,
    ],
    ['nothing after its name', ascii('RIFF\x04\x00\x00\x00WAVE'), /^could not be decoded: the file ends before/],
    ['half a format', riff([chunk('fmt ', Buffer.alloc(9))].concat(data)), /format has 9 bytes, 16 are needed/],
  ])('with %s is refused in words', async (_what, bytes, problem) => {
    expect(await problemOf(bytes)).toMatch(problem)
  })

  it('of 2 GB by its own word costs no more than it has', async () => {
    const { durationMs } = await heard(
      riff([chunk('junk', Buffer.alloc(2)), fmt(), chunk('data', toneData, 2_147_483_647)]),
    )
    expect(durationMs).toBe(1_000)
  })

  it('longer than an hour is refused before all of it is turned', async () => {
    const hour = riff([
      fmt({ rateHz: 4_000, block: 1, bits: 8 }),
      chunk('data', new Uint8Array(4_000 * 3_601).fill(0x80)),
    ])
    const started = performance.now()
    expect(await problemOf(hour)).toMatch(/longer than 60 minutes/)
    expect(performance.now() - started).toBeLessThan(4_000) // turning it takes twenty seconds
  })

  it('with floats that are no numbers stays quiet there and goes on', async () => {
    const samples = Float32Array.from({ length: 8_000 }, (_, i) =>
      i === 10 ? Number.NaN : Math.sin((Math.PI * i) / 8) / 2,
    )
    const wav = riff([
      fmt({ tag: 3, rateHz: 16_000, block: 4, bits: 32 }),
      chunk('data', new Uint8Array(samples.buffer)),
    ])
    expect((await heard(wav)).level).toBeCloseTo(0.5, 1)
  })
})

describe('AIFF and AU', () => {
  it.each([
    'tone.aiff',
    'tone-24.aiff',
    'tone-16.aifc',
    'tone.au',
    'tone-mu-law.au',
    'tone-a-law.au',
    'tone-float-little.au',
  ])('%s is heard', async (name) => {
    const { durationMs, level } = await heard(fixture(name))
    expect(durationMs).toBe(250)
    expect(level).toBeGreaterThan(0.48)
    expect(level).toBeLessThan(0.52)
  })

  it('AIFC in little-endian order (sowt) is heard', async () => {
    const big = fixture('tone-16.aifc')
    const at = big.indexOf('NONE', 12)
    const swapped = Buffer.from(big)
    swapped.write('sowt', at, 'latin1')
    const sound = swapped.subarray(swapped.indexOf('SSND') + 16)
    sound.subarray(0, sound.length - (sound.length % 2)).swap16()
    expect((await heard(swapped)).level).toBeCloseTo(0.5, 1)
  })

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    [
      'AIFC with a codec',
      (bytes) => (bytes.write('ima4', bytes.indexOf('NONE'), 'latin1'), bytes),
      /^is AIFF with the coding "ima4", which Callwright does not read; convert it/,
    ],
    ['AIFC cut off in its format', (bytes) => bytes.subarray(0, 30), /ends before its format is said/],
    ['AIFC without sound', (bytes) => bytes.subarray(0, bytes.indexOf('SSND')), /^holds no sound$/],
  ])('%s is refused in words', async (_what, change, problem) => {
    expect(await problemOf(change(Buffer.from(fixture('tone-16.aifc'))))).toMatch(problem)
  })

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    [
      'AU with a codec',
      (bytes) => (bytes.writeUInt32BE(24, 12), bytes),
      /^is AU with the coding 24 \(G\.722\), which.*convert it/,
    ],
    ['AU cut off in its header', (bytes) => bytes.subarray(0, 20), /header has 20 bytes, 24 are needed/],
    [
      'AU whose sound begins after its end',
      (bytes) => (bytes.writeUInt32BE(99_999, 4), bytes),
      /begins at byte 99999 of 4044/,
    ],
    ['AU without channels', (bytes) => (bytes.writeUInt32BE(0, 20), bytes), /0 channels; 1 to 32/],
  ])('%s is refused in words', async (_what, change, problem) => {
    expect(await problemOf(change(Buffer.from(fixture('tone.au'))))).toMatch(problem)
  })

  it('AU whose length was never written, and AIFF that claims more, go to the end of the file', async () => {
    const au = Buffer.from(fixture('tone.au'))
    au.writeUInt32BE(ONES, 8)
    const aiff = Buffer.from(fixture('tone.aiff'))
    aiff.writeUInt32BE(0x7fff_fff0, aiff.indexOf('SSND') + 4)
    expect((await heard(au)).durationMs).toBe(250)
    expect((await heard(aiff)).durationMs).toBe(250)
  })
})

describe('an MP3', () => {
  it.each<[string, Uint8Array]>([
    ['after zero bytes', Buffer.concat([Buffer.alloc(5_000), mp3()])],
    ['after zero bytes and a tag', Buffer.concat([Buffer.alloc(417), fixture('tone.mp3')])],
    [
      'after two tags',
      Buffer.concat([ascii('ID3\x03\x00\x00\x00\x00\x02\x00'), Buffer.alloc(256, 0x41), fixture('tone.mp3')]),
    ],
    [
      'after a tag that claims to be longer than the file',
      Buffer.concat([ascii('ID3\x03\x00\x00\x7f\x7f\x7f\x7f'), Buffer.alloc(100, 0x41), mp3()]),
    ],
    ['after rubbish', Buffer.concat([Buffer.alloc(1_000, 0x41), mp3()])],
    ['whose first frame is cut', mp3().subarray(60)],
  ])('%s is heard', async (_what, bytes) => {
    expect(audioFormatOf(bytes)).toBe('mp3')
    const { durationMs } = await heard(bytes)
    expect(durationMs).toBeGreaterThan(930)
    expect(durationMs).toBeLessThan(1_080)
  })

  it('is not found in noise, zeros or text', () => {
    let seed = 42
    const noise = Uint8Array.from(
      { length: 200_000 },
      () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff) >> 16,
    )
    expect(audioFormatOf(noise)).toBeUndefined()
    expect(audioFormatOf(new Uint8Array(100_000))).toBeUndefined()
    // Headers that follow one another and belong to sounds of three sample rates.
    const mixed = new Uint8Array(2_000)
    for (const [at, rate] of [
      [0, 0x90],
      [417, 0x94],
      [417 + 384, 0x98],
    ] as const)
      mixed.set([0xff, 0xfb, rate, 0], at)
    expect(audioFormatOf(mixed)).toBeUndefined()
    expect(audioFormatOf(ascii('ÿþ'.repeat(5_000)))).toBeUndefined()
  })
})

describe('other audio', () => {
  it.each<[string, Uint8Array, string]>([
    ['AMR', fixture('tone.amr-nb'), 'AMR'],
    ['raw GSM', fixture('tone.gsm'), 'GSM 06.10 without a header'],
    ['Wave64', fixture('tone.w64'), 'Wave64'],
    ['AAC in ADTS', ascii('\xff\xf1\x50\x80\x02\x1f\xfc'), 'AAC without a container'],
    ['Windows Media', ascii('\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9'), 'Windows Media'],
    ['a ZIP archive', ascii('PK\x03\x04\x14\x00'), 'a ZIP archive'],
  ])('%s is refused by its name, with what to do', async (_what, bytes, name) => {
    const problem = await problemOf(bytes)
    expect(problem).toMatch(/^is not audio that can be read: it is .*; convert it to WAV with 16-bit PCM/)
    expect(problem).toContain(name)
  })

  it('an empty file is said to be empty', async () => {
    expect(await problemOf(new Uint8Array())).toBe('is not audio: it is empty')
  })
})

/** The frames of the MP3 fixture, without its tag. */
function mp3(): Buffer {
  const whole = fixture('tone.mp3')
  return whole.subarray(whole.indexOf(Buffer.from([0xff, 0xfb])))
}

/** Amplitude of the middle half at 1 kHz, full scale 1. */
function levelAt1kHz(samples: readonly number[]): number {
  const middle = samples.slice(samples.length / 4, (samples.length * 3) / 4)
  let cosine = 0
  let sine = 0
  middle.forEach((sample, i) => {
    cosine += sample * Math.cos((Math.PI * i) / 4)
    sine += sample * Math.sin((Math.PI * i) / 4)
  })
  return (2 * Math.hypot(cosine, sine)) / middle.length
}
