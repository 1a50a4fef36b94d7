import { expect, it } from 'vitest'
import { LocalAddresses } from './local-addresses.ts'

it('an address of ours that faces nobody is not found, and not remembered', async () => {
  const addresses = new LocalAddresses()
  await expect(addresses.find('255.255.255.255')).rejects.toMatchObject({ code: 'EACCES' })
  expect(addresses.facing('255.255.255.255')).toBeUndefined()
  expect(await addresses.find('127.0.0.1')).toBe('127.0.0.1')
})
