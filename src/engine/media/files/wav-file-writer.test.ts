import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { WavFileWriter } from './wav-file-writer.ts'

it('a recording can be read by its owner alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-wav-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'voice.wav')
  const writer = new WavFileWriter(path, { rateHz: 8_000, channels: 1 })
  writer.append(new Int16Array(160))
  expect(await writer.close()).toBeUndefined()
  const { mode, size } = statSync(path)
  expect([mode & 0o777, size]).toEqual([0o600, 44 + 320])
})
