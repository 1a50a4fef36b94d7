import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { type Document, makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { moduleFor } from '../../../src/callflow/modules/registry.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  heard,
  insideCaller,
  oneStep,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'

// Every droppable action that has no row of its own in A1 to A12. TwiML verb by verb: src/callflow/scripts/twiml.

const none = { name: '', number: '' }
const account = makeDocument('account', {
  id: 'account',
  name: 'Northwind',
  outboundTrunkId: 'trunk',
  callerIds: {
    internal: none,
    external: { name: 'Northwind', number: '+16045550100' },
    emergency: { name: '', number: '+16045550199' },
  },
})
const trunks = ['trunk', 'other'].map((id) => makeDocument('trunk', { id, name: id, host: `${id}.example` }))

/** One step with `_` wired to a hang-up. */
const play = (type: string, settings: Record<string, unknown>, choices: string[] = [], about: CallAbout = {}) =>
  call([oneStep(type, settings)], choices, {
    ...about,
    documents: [account, ...trunks, ...(about.documents ?? [])],
  })

const takes = (type: string, settings: Record<string, unknown>) => moduleFor(type)?.settings.safeParse(settings).success
const codesOf = (type: string, settings: Record<string, unknown>, documents: readonly Document[] = []) =>
  checkDesign(snapshotOf([...documents, drawFlow({ nodes: { [type]: settings } })])).map(({ code }) => code)
const goesOn = (rehearsal: ReturnType<typeof call>) => path(rehearsal).at(-1) === 'hang-up end'

describe('B1 Missed call alert', () => {
  const alert = { userIds: ['user-1001'], emails: ['desk@example.test'] }
  const calling = (choices: string[], caller?: CallAbout['caller']) =>
    call(
      [
        drawFlow({
          nodes: {
            'missed-call-alert': alert,
            user: { userId: 'user-1002', timeoutSec: 10 },
            voicemail: { mailboxId: 'mailbox-1002' },
          },
          wires: ['missed-call-alert _ user', 'user _ voicemail'],
        }),
      ],
      choices,
      caller ? { caller } : {},
    )

  it('B1 Missed call alert: given people and addresses, when an outside call ends without talk or message, then they are told', () => {
    expect(calling(['hang-up']).world.missedCallAlerts).toEqual([alert])
    expect(calling(['no-answer', 'hang-up']).world.missedCallAlerts).toEqual([alert])
  })

  it('B1 Missed call alert: given somebody talked, when the call ends, then nobody is told', () => {
    expect(calling(['answer:0', 'callee-hangs-up']).world.missedCallAlerts).toEqual([])
    expect(calling(['answer:0', 'hang-up']).world.missedCallAlerts).toEqual([])
  })

  it('B1 Missed call alert: given a message was left, when the call ends, then nobody is told', () => {
    const left = calling(['no-answer', 'finished', 'finished', 'hang-up'])
    expect(left.world.messages).toHaveLength(1)
    expect(left.world.missedCallAlerts).toEqual([])
  })

  it('B1 Missed call alert: given a colleague calls, when nobody answers, then nobody is told', () => {
    expect(calling(['hang-up'], insideCaller('1001')).world.missedCallAlerts).toEqual([])
  })
})

describe('B1 Manual presence', () => {
  it.each(['idle', 'ringing', 'busy'])(
    'B1 Manual presence: given an id and %s, when a call comes by, then the lamps of that id show it',
    (status) => {
      const shown = play('manual-presence', { presenceId: 'night', status })
      expect(operations(shown, 'publish-presence')).toMatchObject([{ presenceId: 'night', status }])
      expect(goesOn(shown)).toBe(true)
    },
  )

  it('B1 Manual presence: given no status, when a call comes by, then idle; given no id, then nothing', () => {
    expect(operations(play('manual-presence', { presenceId: 'night' }), 'publish-presence')[0]?.status).toBe('idle')
    expect(operations(play('manual-presence', {}), 'publish-presence')).toEqual([])
  })
})

describe('B1 TTS', () => {
  it('B1 TTS: given a text, when a call comes by, then it is answered and the text is spoken in the language of the call', () => {
    const spoken = play('text-to-speech', { text: 'Hello' }, ['finished'])
    expect(operations(spoken, 'answer')).toHaveLength(1)
    expect(operations(spoken, 'play')).toMatchObject([
      { sounds: [{ kind: 'speech', text: 'Hello', language: 'en', voice: 'default' }], terminators: '0123456789*#' },
    ])
    expect(goesOn(spoken)).toBe(true)
  })

  it('B1 TTS: given voice and language, when it is spoken, then so', () => {
    const spoken = play('text-to-speech', { text: 'Bonjour', voice: 'male', language: 'fr-fr' })
    expect(operations(spoken, 'play')[0]?.sounds).toMatchObject([{ language: 'fr-fr', voice: 'male' }])
  })

  it('B1 TTS: given a key is pressed, when the text is spoken, then it ends', () => {
    expect(goesOn(play('text-to-speech', { text: 'Hello' }, ['keys:5']))).toBe(true)
  })

  it('B1 TTS: given endless playback, when it is spoken, then without end', () => {
    expect(operations(play('text-to-speech', { text: 'Hello', endless: true }), 'play')[0]?.repeat).toBe('endless')
  })

  it('B1 TTS: given more than 1000 characters, when they are set, then they are refused; given none, then nothing is spoken', () => {
    expect(takes('text-to-speech', { text: 'a'.repeat(1_001) })).toBe(false)
    expect(operations(play('text-to-speech', { text: ' ' }), 'play')).toEqual([])
  })
})

describe('B1 Sleep', () => {
  it('B1 Sleep: given seconds, when a call comes by, then so long nothing happens and the call goes on', () => {
    const slept = play('sleep', { durationSec: 2.5 })
    expect(slept.atMs).toBe(2_500)
    expect(goesOn(slept)).toBe(true)
  })

  it('B1 Sleep: given 0, when a call comes by, then it goes on at once; given more than a day, then that is refused', () => {
    expect(operations(play('sleep', { durationSec: 0 }), 'wait')).toEqual([])
    expect([takes('sleep', { durationSec: 86_400 }), takes('sleep', { durationSec: 86_401 })]).toEqual([true, false])
  })
})

describe('B1 Language', () => {
  it('B1 Language: given a language, when later steps speak, then in that language', () => {
    const flow = drawFlow({
      nodes: { language: { language: 'fr-CA' }, 'text-to-speech': { text: 'Bonjour' } },
      wires: ['language _ text-to-speech'],
    })
    expect(operations(call([flow], []), 'play')[0]?.sounds).toMatchObject([{ language: 'fr-ca' }])
  })

  it.each([
    ['english', false],
    ['e', false],
    ['en', true],
    ['en-us', true],
    ['', true],
  ])('B1 Language: given %j, when it is set, then it is taken: %s', (language, isTaken) => {
    expect(takes('language', { language })).toBe(isTaken)
  })
})

describe('B1 Collect DTMF', () => {
  it('B1 Collect DTMF: given nothing changed, when it asks, then it answers and takes 1 digit, 5 s for the first, 2 s between, # ends it', () => {
    const asked = play('collect-digits', {})
    expect(operations(asked, 'answer')).toHaveLength(1)
    expect(operations(asked, 'collect')).toMatchObject([
      { maxDigits: 1, firstDigitTimeoutMs: 5_000, interDigitTimeoutMs: 2_000, terminators: '#' },
    ])
  })

  it('B1 Collect DTMF: given a collection name, when digits are keyed, then they are kept under it and the call goes on', () => {
    const kept = play('collect-digits', { variable: 'account', maxDigits: 6 }, ['keys:1234#'])
    expect(operations(kept, 'edit-call')).toMatchObject([{ edit: { variable: 'account', value: '1234' } }])
    expect(goesOn(kept)).toBe(true)
  })

  it('B1 Collect DTMF: given nothing keyed, when the time is over, then the collection is empty and the call goes on by timeout or `_`', () => {
    const silent = play('collect-digits', { variable: 'account' }, ['silence'])
    expect(operations(silent, 'edit-call')).toMatchObject([{ edit: { variable: 'account', value: '' } }])
    expect(path(silent)[0]).toBe('collect-digits timeout')
    expect(goesOn(silent)).toBe(true)
  })
})

describe('B1 DISA', () => {
  const pin = { pin: '1234' }

  it('B1 DISA: given a PIN, when it is keyed, then a dial tone, and extensions and outside numbers can be dialled', () => {
    expect(play('disa', pin, ['keys:1234', 'keys:1001']).question).toMatchObject({ callflowId: 'callflow-1001' })
    const out = play('disa', pin, ['keys:1234', 'keys:7785550142'])
    expect(operations(out, 'collect')[1]).toMatchObject({ prompt: [{ kind: 'tone', tone: 'dial' }], maxDigits: 15 })
    expect(operations(out, 'dial')[0]?.legs).toMatchObject([{ target: { number: '+17785550142' } }])
  })

  it('B1 DISA: given a wrong PIN, when it was keyed three times, then the flow stops: nothing after it is reached', () => {
    const wrong = play('disa', pin, ['keys:1', 'finished', 'keys:2', 'finished', 'keys:3', 'finished', 'finished'])
    expect(heard(wrong)).toEqual([
      'disa-enter_pin',
      'disa-invalid_pin',
      'disa-enter_pin',
      'disa-invalid_pin',
      'disa-enter_pin',
      'disa-invalid_pin',
      'disa-retries_exceeded',
    ])
    expect(path(wrong)).toEqual(['disa stop'])
  })

  it('B1 DISA: given the PIN is known, when nothing that can be dialled was keyed three times, then the call goes on', () => {
    const lost = play('disa', pin, [
      'keys:1234',
      'silence',
      'finished',
      'silence',
      'finished',
      'silence',
      'finished',
      'finished',
    ])
    expect(goesOn(lost)).toBe(true)
  })

  it('B1 DISA: given its settings, when a call comes, then tries, longest number, waiting time and tone are so', () => {
    const set = play('disa', { maxDigits: 5, interDigitSec: 4, preconnect: 'ringing', retries: 1 })
    expect(operations(set, 'collect')).toMatchObject([
      { maxDigits: 5, interDigitTimeoutMs: 4_000, prompt: [{ tone: 'ringback' }] },
    ])
  })

  it('B1 DISA: given the account’s caller ID, when the call goes outside, then that is shown; else the caller’s own', () => {
    const shown = (useAccountCallerId: boolean) =>
      operations(play('disa', { useAccountCallerId }, ['keys:7785550142']), 'dial')[0]?.legs[0]?.callerNumber
    expect([shown(true), shown(false)]).toEqual(['+16045550100', '+16045550177'])
  })

  it('B1 DISA: given call restrictions are enforced, when a refused class is dialled, then it is refused; not enforced, then it goes out', () => {
    const documents = [{ ...account, deniedClasses: ['international' as const] }]
    const abroad = (enforceRestrictions: boolean) =>
      operations(play('disa', { enforceRestrictions }, ['keys:011442079460000'], { documents }), 'dial').length
    expect([abroad(true), abroad(false)]).toEqual([0, 1])
  })

  it('B1 DISA: given no PIN, when the design is checked, then a finding asks whether that is meant', () => {
    expect(codesOf('disa', {})).toContain('open-disa')
    expect(codesOf('disa', pin)).not.toContain('open-disa')
  })
})

describe('B1 Response', () => {
  const sorry = makeDocument('media', { id: 'sorry', name: 'Sorry' })

  it('B1 Response: given nothing changed, when a call comes, then it is refused with 486 and its usual words', () => {
    expect(play('response', {}).ended).toMatchObject({ reason: 'responded', sipStatus: 486, sipReason: 'Busy Here' })
  })

  it('B1 Response: given code and message, when a call comes, then it is refused with both', () => {
    expect(play('response', { sipStatus: 603, sipReason: 'Not today' }).ended).toMatchObject({
      sipStatus: 603,
      sipReason: 'Not today',
    })
  })

  it('B1 Response: given media, when a call comes, then it is played before the refusal, without answering', () => {
    const played = play('response', { sipStatus: 480, mediaId: 'sorry' }, ['finished'], { documents: [sorry] })
    expect(heard(played)).toEqual(['sorry'])
    expect(operations(played, 'answer')).toEqual([])
    expect(played.ended).toMatchObject({ sipStatus: 480 })
  })

  it.each([[200], [302], [399], [700]])(
    'B1 Response: given code %i, when it is set, then it is refused',
    (sipStatus) => {
      expect(takes('response', { sipStatus })).toBe(false)
    },
  )

  it('B1 Response: given a line break in the message, when it is set, then it is refused', () => {
    expect(takes('response', { sipReason: 'a\r\nEvil: 1' })).toBe(false)
  })
})

describe('B1 Webhook', () => {
  const url = 'https://hooks.example/call'

  it('B1 Webhook: given an address, when a call comes by, then it is told of the call, up to three times, and nothing waits', () => {
    const sent = play('webhook', { url }, ['sent'])
    expect(operations(sent, 'http-request')).toMatchObject([
      {
        url,
        method: 'post',
        encoding: 'form',
        retries: 3,
        awaits: 'nothing',
        fields: { 'caller-number': '+16045550177', dialled: '8000' },
      },
    ])
    expect(sent.atMs).toBe(0)
    expect(goesOn(sent)).toBe(true)
  })

  it('B1 Webhook: given a caller who asked for privacy, when a call comes by, then the address learns no name and no number', () => {
    const nodes = { privacy: { mode: 'full' }, webhook: { url }, 'hang-up': {} }
    const flow = drawFlow({ nodes, wires: ['privacy _ webhook', 'webhook _ hang-up'] })
    const [told] = operations(call([flow], ['sent'], { documents: [account] }), 'http-request')
    expect(told?.fields).toMatchObject({ 'caller-name': 'Anonymous', 'caller-number': '' })
    expect(JSON.stringify(told)).not.toContain('6045550177')
  })

  it('B1 Webhook: given verb, format, retries, custom data and headers, when a call comes by, then it is told so', () => {
    const settings = { url, method: 'get', format: 'json', retries: 1, data: ['team=sales'], headers: ['X-Shop=north'] }
    expect(operations(play('webhook', settings), 'http-request')).toMatchObject([
      { method: 'get', encoding: 'json', retries: 1, fields: { team: 'sales' }, headers: { 'X-Shop': 'north' } },
    ])
  })

  it('B1 Webhook: given the address fails, when a call comes by, then it goes on', () => {
    expect(goesOn(play('webhook', { url }, ['failed']))).toBe(true)
  })

  it.each(['ftp://x', 'javascript:alert(1)', 'https://a b', 'http://x\r\nEvil'])(
    'B1 Webhook: given the address %j, when it is set, then it is refused',
    (address) => {
      expect(takes('webhook', { url: address })).toBe(false)
    },
  )
})

describe('B1 Pivot', () => {
  const url = 'https://pivot.example/next'
  const asked = (answer: string, more: Record<string, unknown> = {}, choices: string[] = []) =>
    play('pivot', { url, ...more }, [`body:${answer}`, ...choices])

  it('B1 Pivot: given an address, when a call comes, then it is asked once, by GET, for at most 5 s', () => {
    expect(operations(play('pivot', { url }), 'http-request')).toMatchObject([
      { url, method: 'get', retries: 1, timeoutMs: 5_000, awaits: 'answer' },
    ])
    expect(takes('pivot', { url, timeoutSec: 6 })).toBe(false)
  })

  it('B1 Pivot: given POST and a JSON body, when a call comes, then it is asked so', () => {
    const posted = play('pivot', { url, method: 'post', bodyFormat: 'json' })
    expect(operations(posted, 'http-request')).toMatchObject([{ method: 'post', encoding: 'json' }])
  })

  it.each([
    ['a flow by number', '{"module":"callflow","data":{"number":"1001"}}', 'pivot call-flow'],
    ['a flow by id', '{"module":"callflow","data":{"id":"callflow-1002"}}', 'pivot call-flow'],
    ['a refusal', '{"module":"response","data":{"code":603}}', 'pivot end'],
    ['a hang-up', '{"module":"hangup"}', 'pivot end'],
    ['a branch', '{"module":"branch","data":{"name":"_"}}', 'pivot _'],
    ['a module nobody has', '{"module":"rm","data":{}}', 'pivot _'],
    ['no JSON', 'hello', 'pivot _'],
    ['nothing', '', 'pivot _'],
    ['more than 64 KiB', `{"module":"hangup","x":"${'a'.repeat(66_000)}"}`, 'pivot _'],
  ])(
    'B1 Pivot: given the answer is %s, when it comes, then it is followed, or the call goes on',
    (_what, answer, left) => {
      expect(path(asked(answer))[0]).toBe(left)
    },
  )

  it.each(['error', 'failed'])(
    'B1 Pivot: given the request ends as %s, when it does, then the call goes on',
    (choice) => {
      expect(goesOn(play('pivot', { url }, [choice]))).toBe(true)
    },
  )

  it('B1 Pivot: given TwiML, when the answer comes, then its verbs are followed', () => {
    const said = asked('<Response><Say>Hello</Say></Response>', { format: 'twiml' }, ['finished'])
    expect(operations(said, 'play')).toMatchObject([{ sounds: [{ kind: 'speech', text: 'Hello' }] }])
    expect(said.ended?.reason).toBe('hung-up')
  })
})

describe('B1 Global Carrier, Account Carrier', () => {
  const dialled = { caller: insideCaller('1001'), dialled: '7785550142' }

  it('B1 Global Carrier: given a colleague, when the call comes by, then the number dialled leaves by the usual trunk under the external caller ID', () => {
    const out = play('global-carrier', {}, [], dialled)
    expect(operations(out, 'dial')[0]?.legs).toMatchObject([
      { target: { kind: 'number', number: '+17785550142', trunkId: 'trunk' }, callerNumber: '+16045550100' },
    ])
  })

  it('B1 Account Carrier: given a trunk of one’s own and a number, when the call comes by, then it leaves there', () => {
    const out = play('account-carrier', { trunkId: 'other', number: '+16045550190' })
    expect(operations(out, 'dial')[0]?.legs).toMatchObject([{ target: { number: '+16045550190', trunkId: 'other' } }])
  })

  it.each(['global-carrier', 'account-carrier'])(
    'B1 %s: given the call fails, when a branch of the cause or of the SIP status is wired, then it is taken; else the call is over with that status',
    (type) => {
      const drawn = (wires: string[]) =>
        drawFlow({ nodes: { [type]: { number: '+16045550190' }, 'hang-up': {} }, wires })
      const left = (wires: string[]) => call([drawn(wires)], ['busy'], { documents: [account, ...trunks] })
      expect(path(left([`${type} busy hang-up`]))[0]).toBe(`${type} busy`)
      expect(path(left([`${type} sip:486 hang-up`]))[0]).toBe(`${type} sip:486`)
      expect(left([]).ended?.reason).toBe('dead-end')
    },
  )

  it('B1 Global Carrier: given it was answered, when the talk is over, then so is the call', () => {
    expect(play('global-carrier', {}, ['answer:0', 'callee-hangs-up'], dialled).ended?.reason).toBe('talked')
  })
})

describe('B1 Distinctive Ring, Dynamic cid', () => {
  it('B1 Distinctive Ring: given alert_info, when phones are rung, then it is sent to them', () => {
    const flow = drawFlow({
      nodes: { 'distinctive-ring': { alertInfo: '<http://127.0.0.1/Bellcore-dr2>' }, user: { userId: 'user-1001' } },
      wires: ['distinctive-ring _ user'],
    })
    expect(operations(call([flow], []), 'dial')[0]?.alertInfo).toBe('<http://127.0.0.1/Bellcore-dr2>')
  })

  it('B1 Dynamic cid: given the manual mode, when a number is keyed, then calls from here on show it', () => {
    const flow = drawFlow({
      nodes: { 'dynamic-caller-id': {}, 'global-carrier': { number: '+17785550142' } },
      wires: ['dynamic-caller-id _ global-carrier'],
    })
    const asked = call([flow], [], { caller: insideCaller('1001'), documents: [account, ...trunks] })
    expect(asked.question?.operation.kind).toBe('collect')
  })
})

describe('B1 Group Pickup, parking, Move', () => {
  it('B1 Group Pickup: given a person, a phone or a group, when a call rings there, then it is taken', () => {
    const group = makeDocument('group', { id: 'sales', name: 'Sales', members: [{ id: 'user-1002', weight: 1 }] })
    for (const targetId of ['sales', 'user-1002', 'device-1002']) {
      const taken = play('group-pickup', { targetId }, ['picked-up', 'callee-hangs-up'], { documents: [group] })
      expect(operations(taken, 'pick-up')).toMatchObject([{ deviceIds: ['device-1002'] }])
      expect(taken.ended?.reason).toBe('talked')
    }
  })

  it('B1 Park: given a slot, when nobody takes the call and nobody answers the ring back, then it goes on by the branch of the slot, else `_`', () => {
    const parked = (wires: string[]) =>
      path(
        call(
          [drawFlow({ nodes: { park: { slot: '7', retrieveIfOccupied: false }, 'hang-up': {} }, wires })],
          ['unclaimed'],
        ),
      )
    expect(parked(['park 7 hang-up'])[0]).toBe('park 7')
    expect(parked(['park _ hang-up'])[0]).toBe('park _')
  })

  it('B1 Park: given an occupied slot and a step that only parks, when a call comes, then it hears so and goes on', () => {
    const occupied = play('park', { slot: '5', retrieveIfOccupied: false }, ['occupied', 'finished'])
    expect(heard(occupied)).toEqual(['park-already_in_use'])
    expect(goesOn(occupied)).toBe(true)
  })

  it('B1 Move: given a colleague with another call, when they reach the step, then that call comes to this phone', () => {
    const moved = play('pull-call', {}, ['pulled'], { caller: insideCaller('1001') })
    expect(operations(moved, 'pull-call')).toMatchObject([{ userId: 'user-1001' }])
    expect(moved.ended?.reason).toBe('moved')
  })

  it('B1 Move: given a caller from outside, when they reach the step, then they hear that nobody’s call can be moved', () => {
    expect(heard(play('pull-call', {}, ['finished']))).toEqual(['cf-move-no_owner'])
  })
})
