import { describe, expect, it } from 'vitest'
import { defaultDataDir, parseElectronArguments, parseWebArguments } from './app-arguments.ts'

describe('the command line', () => {
  it('of the web host', () => {
    expect(
      parseWebArguments([
        '--design=a.callwright',
        '--port=8080',
        '--sip=127.0.0.1:5070',
        '--provision=127.0.0.1:8090',
        '--sample',
      ]),
    ).toEqual({
      designPath: 'a.callwright',
      dataDir: null,
      port: 8_080,
      sip: '127.0.0.1:5070',
      provision: '127.0.0.1:8090',
      sample: true,
      engine: true,
    })
    expect(parseWebArguments(['--no-engine'])).toMatchObject({ engine: false, port: 0, designPath: null })
  })

  it('refuses what it does not understand by name', () => {
    expect(() => parseWebArguments(['--sip', '5060'])).toThrow('--sip 5060: expected HOST:PORT')
    expect(() => parseWebArguments(['--provision', 'http://x'])).toThrow('--provision http://x: expected HOST:PORT')
    expect(() => parseWebArguments(['--port', '1.5'])).toThrow('--port 1.5')
    expect(() => parseWebArguments(['--colour'])).toThrow('--colour')
  })

  it("of the desktop app has Electron's switches and a double-clicked design in it", () => {
    const args = ['--no-sandbox', '--disable-gpu=1', '.', '--data', 'd', '/home/ann/mine.callwright']
    expect(parseElectronArguments(args)).toMatchObject({
      designPath: '/home/ann/mine.callwright',
      dataDir: 'd',
      engine: true,
    })
    expect(parseElectronArguments(['.', '--sample', '--design=x.callwright'])).toMatchObject({
      designPath: 'x.callwright',
      sample: true,
    })
  })

  it('keeps the app’s files where the system keeps such files', () => {
    expect(defaultDataDir('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/callwright')
    expect(defaultDataDir('win32', { APPDATA: '/roaming' })).toMatch(/^.roaming.Callwright$/)
  })
})
