import { describe, expect, it } from 'vitest'
import type { Trunk } from '../../callflow/design/document.ts'
import { drawFlow, type FlowDrawing } from '../../callflow/rehearse/small-design.ts'
import { account, CARRIER, expectNothingHeld, OUTSIDE, openOffice, trunk } from './testing/small-office.ts'

const nobody = { name: '', number: '' }
const callerIds = { internal: nobody, external: { name: '', number: '+16045550100' }, emergency: nobody }
const withTrunk = (fields: Partial<Trunk>, more: Parameters<typeof openOffice>[0] = []) =>
  openOffice([trunk('trunk', CARRIER, fields), ...more])

const listed = (id: string, number: string, nodes: FlowDrawing['nodes']) => drawFlow({ id, numbers: [number], nodes })

describe('what a carrier is asked for', () => {
  it.each<[Partial<Trunk>, string]>([
    [{}, '+16045550199'],
    [{ dialFormat: 'e164-without-plus' }, '16045550199'],
    [{ dialFormat: 'national' }, '6045550199'],
    [{ dialFormat: 'national', dialPrefix: '9' }, '96045550199'],
    [{ dialPrefix: '00' }, '0016045550199'],
  ])('with %j is %s', async (fields, asked) => {
    const office = await withTrunk(fields)
    office.phones[1001].call(OUTSIDE)
    await office.bed.clock.advance(1_000)
    expect(office.bed.sent('INVITE', CARRIER)).toMatchObject([{ uri: `sip:${asked}@${CARRIER}` }])
    await expectNothingHeld(office)
  })

  it('is an emergency number as the country dials it, whatever the trunk wants', async () => {
    const office = await withTrunk({ dialFormat: 'e164-without-plus', dialPrefix: '9' })
    office.phones[1001].call('911')
    await office.bed.clock.advance(1_000)
    expect(office.bed.sent('INVITE', CARRIER)).toMatchObject([{ uri: `sip:911@${CARRIER}` }])
    await expectNothingHeld(office)
  })

  it('shows the caller where and as it wants', async () => {
    const fields = { callerHeader: 'remote-party-id', callerFormat: 'national' } as const
    const office = await withTrunk(fields, [account({ callerIds })])
    office.phones[1001].call(OUTSIDE)
    await office.bed.clock.advance(1_000)
    const [invite] = office.bed.sent('INVITE', CARRIER)
    expect(invite?.headers.get('From')).toContain(`sip:6045550100@${CARRIER}`)
    expect(invite?.headers.get('Remote-Party-ID')).toContain(`<sip:6045550100@${CARRIER}>;party=calling`)
    expect(invite?.headers.get('P-Asserted-Identity')).toBeUndefined()
    await expectNothingHeld(office)
  })
})

describe('what a carrier says was called', () => {
  const ours = listed('ours', '+16045550100', { device: { deviceId: '1002', timeoutSec: 20 } })
  const other = listed('other', '+16045550177', { device: { deviceId: '1003', timeoutSec: 20 } })
  const headers = [
    ['P-Called-Party-ID', '<sip:+16045550100@x.test>'],
    ['Diversion', '<sip:+16045550177@x.test>;reason=no-answer'],
  ] as const

  it.each<[Trunk['calledHeader'], string, number, number]>([
    ['p-called-party-id', 'company', 1, 0],
    ['diversion', 'company', 0, 1],
    ['request', '+16045550100', 1, 0],
    ['to', '+16045550177', 0, 1],
  ])('stands in %s', async (calledHeader, asked, second, third) => {
    const office = await withTrunk({ calledHeader }, [ours, other])
    const { bed, phones, carrier } = office
    carrier.call(asked, { headers })
    await bed.clock.advance(1_000)
    expect([phones[1002].called.length, phones[1003].called.length]).toEqual([second, third])
    await expectNothingHeld(office)
  })

  it('is the request where nothing stands there', async () => {
    const office = await withTrunk({ calledHeader: 'diversion' }, [ours, other])
    const { bed, phones, carrier } = office
    carrier.call('+16045550100')
    await bed.clock.advance(1_000)
    expect(phones[1002].called).toHaveLength(1)
    await expectNothingHeld(office)
  })
})
