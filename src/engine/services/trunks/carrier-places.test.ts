import { expect, it } from 'vitest'
import { CarrierPlaces } from './carrier-places.ts'

it('remembers two hundred names, and then begins anew', async () => {
  const asked: string[] = []
  const places = new CarrierPlaces({
    dns: {
      naptr: async () => [],
      srv: async () => [],
      addresses: async (name) => {
        asked.push(name)
        return [{ address: '192.0.2.1', ttlSec: 60 }]
      },
    },
    clock: { now: () => 0 },
    random: () => 0,
  })
  const ask = (at: number) => places.of({ host: `carrier-${at}.test`, transport: 'udp' })
  for (let at = 0; at < 200; at++) await ask(at)
  await ask(0)
  expect(asked).toHaveLength(200)
  await ask(200)
  await ask(0)
  expect(asked.slice(200)).toEqual(['carrier-200.test', 'carrier-0.test'])
})
