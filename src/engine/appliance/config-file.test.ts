import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { optionsFrom } from '../engine-arguments.ts'
import { forgetRunning, noteRunning, runningOn } from './running-file.ts'
import { durableFiles } from '../state/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'callwright-config-'))
const path = join(folder, 'engine.conf')
afterEach(() => rmSync(path, { force: true }))

const log = { warn: () => {}, error: () => {} }
function optionsOf(text: string, ...more: readonly string[]) {
  writeFileSync(path, text)
  return optionsFrom(['--config', path, ...more], log)
}

describe('a file of settings', () => {
  const whole = '# an office\n\ndata = /var/lib/callwright\nsip = 0.0.0.0:5060\r\ncontrol=127.0.0.1:8880\ntls = none\n'

  it('has an option a line, those that may stand twice as often as wanted', () => {
    const options = optionsOf(`${whole}listen = 10.0.0.1:5060\nlisten = [::1]:5060\nkeep-free-mb = 10\n`)
    expect(options).toMatchObject({ dataDir: '/var/lib/callwright', control: [{ host: '127.0.0.1', port: 8880 }] })
    expect(options?.listen.filter(({ transport }) => transport === 'udp').map(({ host }) => host)).toEqual([
      '0.0.0.0',
      '10.0.0.1',
      '::1',
    ])
    expect(options?.keptFree.message).toBe(10 * 1_024 ** 2)
  })

  it('counts for less than the command line', () => {
    expect(optionsOf(whole, '--control', '127.0.0.1:1')?.control[0]?.port).toBe(1)
  })

  it.each([
    [`${whole}sipp = 1`, 'line 7: there is no option "sipp"'],
    [`${whole}just words`, 'line 7: "just words" is not "name = value"'],
    [`${whole}rtp =`, 'line 7: "rtp =" is not "name = value"'],
    [`${whole}config = /etc/passwd`, 'there is no option "config"'],
    ['x'.repeat(70_000), 'at most 65536 are read'],
    [`${whole}sip = nowhere`, '--sip "nowhere" is not HOST:PORT'],
  ])('names what it does not understand: %#', (text, sentence) => {
    expect(() => optionsOf(text)).toThrow(sentence)
  })

  it('that is not there is named', () => {
    expect(() => optionsFrom(['--config', join(folder, 'none')], log)).toThrow(
      `${join(folder, 'none')} could not be read`,
    )
  })
})

describe('running.json', () => {
  const files = durableFiles()
  const about = { version: '0.1.0' }

  it('says which engine is up, and nothing once it is closed or was killed', async () => {
    await noteRunning(folder, { pid: process.pid, ...about }, files)
    expect(runningOn(folder)).toEqual({ pid: process.pid, ...about })
    forgetRunning(folder)
    expect(runningOn(folder)).toBeUndefined()
    await noteRunning(folder, { pid: 2 ** 22 + 1, ...about }, files)
    expect(runningOn(folder)).toBeUndefined()
  })

  it('of another engine is not touched, and rubbish is none', async () => {
    await noteRunning(folder, { pid: process.ppid, ...about }, files)
    forgetRunning(folder)
    expect(runningOn(folder)?.pid).toBe(process.ppid)
    writeFileSync(join(folder, 'running.json'), '{"pid":"x"')
    expect(runningOn(folder)).toBeUndefined()
  })
})
