import { hostname } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../tests/harness/free-port.ts'
import { announce } from '../../../engine/control/announce.ts'
import { discover } from './discover.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** Multicast on this machine alone. */
const network = async () => ({ port: await freePort(), interface: '127.0.0.1', bind: '0.0.0.0' })

async function announcing(urls: readonly string[], on: Awaited<ReturnType<typeof network>>) {
  const problems: string[] = []
  stops.push(await announce({ urls, fingerprint: '' }, (message) => problems.push(message), on))
  return problems
}

describe('engines on the local network', () => {
  it('are found where they say they listen', async () => {
    const on = await network()
    const problems = await announcing(['https://192.0.2.10:7061', 'https://[2001:db8::1]:7061'], on)
    expect(await discover(on)).toEqual([
      { name: `${hostname().slice(0, 50)} 7061`, url: 'https://[2001:db8::1]:7061' },
      { name: `${hostname().slice(0, 50)} 7061`, url: 'https://192.0.2.10:7061' },
    ])
    expect(problems).toEqual([])
  })

  it('that listen at every address are found where they answer from', async () => {
    const on = await network()
    await announcing(['https://0.0.0.0:7099'], on)
    expect(await discover(on)).toEqual([{ name: `${hostname().slice(0, 50)} 7099`, url: 'https://127.0.0.1:7099' }])
  })

  it('are none where nobody announces any', async () => {
    expect(await discover(await network())).toEqual([])
  })
})
