import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setupCommand } from '../setup-command.ts'
import { valueNow, withSettings } from './new-settings.ts'

let folder = ''
let config = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callwright-setup-'))
  config = join(folder, 'engine.conf')
  writeFileSync(
    config,
    `# an office\ndata = ${folder}/data\nsip = 0.0.0.0:5060\n\n# the app\ncontrol = 127.0.0.1:8880\nlisten = 10.0.0.1:5060\nlisten = 10.0.0.2:5060\n`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const setUp = async (...args: readonly string[]) => {
  const said: string[] = []
  const code = await setupCommand(['--config', config, ...args], {
    say: (line) => said.push(line),
    complain: (line) => said.push(line),
  })
  return { code, said: said.join('\n') }
}
const written = () => readFileSync(config, 'utf8')

describe('settings', () => {
  it('change in their place; comments and the rest stay', () => {
    expect(withSettings('# a\nsip = 1\n\n# b\nrtp = 2\n', { sip: ['3'], 'tls-name': ['x', 'y'] })).toBe(
      '# a\nsip = 3\n\n# b\nrtp = 2\ntls-name = x\ntls-name = y\n',
    )
    expect(withSettings('listen = 1\nsip = 2\nlisten = 3\n', { listen: ['4', '5'] })).toBe(
      'listen = 4\nlisten = 5\nsip = 2\n',
    )
    expect(withSettings('listen = 1\nsip = 2\nlisten = 3\n', { listen: [] })).toBe('sip = 2\n')
    expect(withSettings('', { sip: ['1'] })).toBe('sip = 1\n')
    expect(valueNow('listen = 1\nsip = 2\nlisten = 3\n', 'listen')).toBe('1, 3')
  })
})

describe('setup', () => {
  it('writes what it is given, and says what to do next', async () => {
    const { code, said } = await setUp('--sip', '0.0.0.0:5080', '--external-address', '203.0.113.9', '--listen', 'none')
    expect(code).toBe(0)
    expect(said).toContain('systemctl restart callwright-engine')
    expect(written()).toBe(
      `# an office\ndata = ${folder}/data\nsip = 0.0.0.0:5080\n\n# the app\ncontrol = 127.0.0.1:8880\nexternal-address = 203.0.113.9\n`,
    )
  })

  it('leaves the file readable to the user of the engine, whatever the umask', async () => {
    const umask = process.umask(0o077)
    try {
      await setUp('--sip', '0.0.0.0:5080')
      expect(statSync(config).mode & 0o777).toBe(0o644)
    } finally {
      process.umask(umask)
    }
  })

  it('can be run again and changes only what is named', async () => {
    const before = written()
    expect((await setUp('--sip', '0.0.0.0:5060')).said).toContain('is as it was')
    expect(written()).toBe(before)
  })

  it.each([
    [['--sip', '0.0.0.0'], '--sip "0.0.0.0" is not HOST:PORT'],
    [['--rtp', '5-9'], '--rtp "5-9" is not MIN-MAX with ports from 1024 to 65535'],
    [['--external-address', 'my router'], 'my router'],
    [['--tls-cert', '/nowhere/a.pem'], '--tls-cert and --tls-key belong together'],
    [['--tls-cert', '/nowhere/a.pem', '--tls-key', '/nowhere/k.pem'], 'there is no file /nowhere/a.pem'],
    [['--token', 'short'], 'a token has 16 to 512 characters'],
    [[], 'There is nobody to ask'],
  ])('refuses %j in words, and changes nothing', async (args, sentence) => {
    const before = written()
    const { code, said } = await setUp(...args)
    expect(said).toContain(sentence)
    expect(code).toBe(1)
    expect(written()).toBe(before)
    expect(readdirSync(folder)).toEqual(['engine.conf'])
  })

  it('makes a token, or takes one, for nobody else to read', async () => {
    const path = join(folder, 'data', 'control-token')
    expect((await setUp('--new-token')).code).toBe(0)
    const made = readFileSync(path, 'utf8').trim()
    expect(made).toMatch(/^[\w-]{43}$/)
    await setUp('--token', 'a-secret-of-the-house')
    expect(readFileSync(path, 'utf8')).toBe('a-secret-of-the-house\n')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})
