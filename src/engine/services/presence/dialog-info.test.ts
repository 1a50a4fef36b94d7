import { describe, expect, it } from 'vitest'
import { changesOf, dialogInfo } from './dialog-info.ts'
import type { LampDialog } from './lamp.ts'

const about = { entity: 'sip:1001@office.test', version: 3, domain: 'office.test' }
const ringing: LampDialog = { id: 'a', state: 'early', direction: 'recipient' }
const talking: LampDialog = { id: 'b', state: 'confirmed', direction: 'initiator' }

describe('a dialog-info document (RFC 4235)', () => {
  it('says everything there is, or what has changed and what is over', () => {
    expect(dialogInfo({ ...about, dialogs: [] })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="3" state="full" entity="sip:1001@office.test"/>\n',
    )
    expect(dialogInfo({ ...about, dialogs: [ringing], ended: ['b'] })).toContain(
      'state="partial" entity="sip:1001@office.test">\n<dialog id="a" direction="recipient"><state>early</state></dialog>\n<dialog id="b"><state>terminated</state></dialog>\n</dialog-info>',
    )
  })

  it('holds names that would break it, and callers without a number', () => {
    const remote = { name: `<"Ann" & 'Bo'>\u0000`, number: '+49 30/1' }
    const written = dialogInfo({
      ...about,
      dialogs: [
        { ...ringing, remote },
        { ...talking, remote: { name: '', number: '' } },
      ],
    })
    expect(written).toContain(`display="&lt;&quot;Ann&quot; &amp; 'Bo'&gt;?">sip:+49%2030%2F1@office.test</identity>`)
    expect(written).toContain('<identity>sip:anonymous@anonymous.invalid</identity>')
  })

  it('names the dialog as the watched phone has it, and leaves out a tag that there is not', () => {
    const names = { sipCallId: 'a"b', localTag: 'ours', remoteTag: 'theirs' }
    expect(dialogInfo({ ...about, dialogs: [{ ...ringing, names }] })).toContain(
      '<dialog id="a" call-id="a&quot;b" local-tag="theirs" remote-tag="ours" direction="recipient">',
    )
    expect(dialogInfo({ ...about, dialogs: [{ ...ringing, names: { ...names, remoteTag: '' } }] })).toContain(
      'call-id="a&quot;b" remote-tag="ours" direction',
    )
  })

  it('that follows another says only what is different', () => {
    expect(changesOf([ringing, talking], [ringing, talking])).toBeUndefined()
    expect(changesOf([ringing, talking], [{ ...ringing, state: 'confirmed' }, talking])).toEqual({
      dialogs: [{ ...ringing, state: 'confirmed' }],
      ended: [],
    })
    expect(changesOf([ringing, talking], [talking])).toEqual({ dialogs: [], ended: ['a'] })
    expect(changesOf([], [talking])).toEqual({ dialogs: [talking], ended: [] })
  })
})
