import { expect, it } from 'vitest'
import { decodeWav } from '../../../scripts/wav.ts'
import { promptWav } from './prompt-wav.ts'

it('a prompt that is kept as phones hear it comes as every browser plays it', async () => {
  for (const key of ['en/vm-goodbye', 'de/digits/21', 'fr/time-month-11']) {
    const wav = await promptWav(key)
    expect(wav && decodeWav(wav)).toMatchObject({ bitsPerSample: 16, channels: 1, sampleRateHz: 8_000 })
  }
})

it('a prompt that nobody recorded is none', async () => {
  expect(await promptWav('it/vm-goodbye')).toBeUndefined()
  expect(await promptWav('en/nonsense')).toBeUndefined()
})
