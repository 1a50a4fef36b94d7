import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { type Conference, type Document, makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { call, type CallAbout, drawFlow, heard, operations, path } from '../../../src/callflow/rehearse/small-design.ts'

const room = (fields: Partial<Conference> = {}) =>
  makeDocument('conference', { id: 'room', name: 'Room', numbers: ['501'], ...fields })

function joining(choices: readonly string[], fields: Partial<Conference> = {}, about: CallAbout = {}) {
  const nodes = { conference: { conferenceId: 'room' }, 'hang-up': {} }
  const flow = drawFlow({ nodes, wires: ['conference _ hang-up'] })
  return call([flow], choices, { ...about, documents: [room(fields)] })
}

const joined = (rehearsal: ReturnType<typeof joining>) => operations(rehearsal, 'join-conference')
const pins = { memberPins: ['1111'], moderatorPins: ['9999'] }
const ends = (rehearsal: ReturnType<typeof joining>) => rehearsal.question?.choices.map(({ id }) => id)
const exported = (documents: readonly Document[]): unknown => {
  const file = writeKazoo(snapshotOf(documents)).files.find(({ path: name }) => name.startsWith('conferences/'))
  return JSON.parse(file?.text ?? '{}')
}
const media = makeDocument('media', { id: 'gong', name: 'Gong' })

describe('A10 conferences: M11 what a bridge is set to', () => {
  it('M11: given nothing set, when a bridge is made, then its defaults are those of Kazoo', () => {
    expect(room({ numbers: [] })).toMatchObject({
      numbers: [],
      memberNumbers: [],
      memberPins: [],
      memberJoinMuted: true,
      memberJoinDeaf: false,
      moderatorNumbers: [],
      moderatorPins: [],
      moderatorJoinMuted: false,
      moderatorJoinDeaf: false,
      entryTone: true,
      exitTone: true,
      announceNames: false,
      waitForModerator: false,
      requireModerator: false,
      maxParticipants: 0,
      fullMediaId: null,
      language: '',
      profile: '',
    })
  })

  const kazoo = {
    id: 'room',
    name: 'Board',
    owner_id: 'user1',
    member: { numbers: ['100'], pins: ['1'], join_muted: false, join_deaf: true },
    moderator: { numbers: ['200'], pins: ['2'], join_muted: true, join_deaf: true },
    conference_numbers: ['300'],
    play_entry_tone: 'gong',
    play_exit_tone: false,
    play_name: true,
    wait_for_moderator: true,
    require_moderator: true,
    max_participants: 7,
    max_members_media: 'gong',
    language: 'fr',
    profile_name: 'wideband',
    profile: { rate: 16_000 },
  }
  const imported = () =>
    readKazoo([
      { path: 'conferences/room.json', text: JSON.stringify(kazoo) },
      { path: 'media/gong.json', text: JSON.stringify({ id: 'gong', name: 'Gong' }) },
    ]).documents

  it('M11: given a Kazoo conference with every key, when it is imported, then every key is a setting here', () => {
    expect(imported().find(({ kind }) => kind === 'conference')).toMatchObject({
      ownerId: 'user1',
      numbers: ['300'],
      memberNumbers: ['100'],
      memberPins: ['1'],
      memberJoinMuted: false,
      memberJoinDeaf: true,
      moderatorNumbers: ['200'],
      moderatorPins: ['2'],
      moderatorJoinMuted: true,
      moderatorJoinDeaf: true,
      entryTone: true,
      entryToneId: 'gong',
      exitTone: false,
      announceNames: true,
      waitForModerator: true,
      requireModerator: true,
      maxParticipants: 7,
      fullMediaId: 'gong',
      language: 'fr',
      profile: 'wideband',
    })
  })

  it('M11: given that conference, when it is exported again, then it is the same JSON, its profile included', () => {
    expect(exported(imported())).toEqual(kazoo)
  })

  it('M11: given an entry sound of our own, when it is exported, then Kazoo gets its id in the place of the switch', () => {
    const sent = exported([room({ entryToneId: 'gong' }), media])
    expect(sent).toMatchObject({ play_entry_tone: 'gong', play_exit_tone: true })
  })

  it('M11: given a language of the room, when somebody comes, then its prompts are in it, and the call has its own again afterwards', () => {
    const edits = operations(joining(['finished', 'left'], { language: 'fr' }), 'edit-call')
    expect(edits.map(({ edit }) => edit)).toEqual([
      { kind: 'set-language', language: 'fr' },
      { kind: 'set-language', language: '' },
    ])
  })
})

describe('A10 conferences: M76 one room and its PIN', () => {
  it('M76: given a room without PINs, when somebody comes in a rehearsal, then joining them as a member is asked for, and no PIN', () => {
    expect(heard(joining(['finished']))).toEqual(['conf-joining_conference'])
    expect(joined(joining(['finished']))).toMatchObject([{ conferenceId: 'room', role: 'member' }])
  })

  it('M76: given a PIN, when somebody comes, then it is asked for on entry and the trace does not show it', () => {
    const asked = joining([], pins)
    expect(heard(asked)).toEqual(['conf-enter_conf_pin'])
    expect(operations(asked, 'collect')).toMatchObject([{ secret: true }])
    expect(JSON.stringify(joining(['keys:1111#', 'finished'], pins).trace)).not.toContain('1111')
  })

  it('M76: given PINs for members and for moderators, when one is keyed, then it decides the role', () => {
    expect(joined(joining(['keys:1111#', 'finished'], pins))).toMatchObject([{ role: 'member' }])
    expect(joined(joining(['keys:9999#', 'finished'], pins))).toMatchObject([{ role: 'moderator' }])
  })

  it('M76: given several PINs of a role, when any of them is keyed, then the caller is let in', () => {
    expect(joined(joining(['keys:22#', 'finished'], { memberPins: ['11', '22'] }))).toMatchObject([{ role: 'member' }])
  })

  it('M76: given only moderators have a PIN, when nothing is keyed, then the caller comes in as a member', () => {
    const moderated = { moderatorPins: ['9999'] }
    expect(joined(joining(['keys:#', 'finished'], moderated))).toMatchObject([{ role: 'member' }])
  })

  it('M76: given a PIN, when it is wrong three times, then the caller hears so, is not let in and leaves by "_"', () => {
    const refused = joining(['keys:1#', 'finished', 'silence', 'finished', 'keys:3#', 'finished', 'finished'], pins)
    const once = ['conf-enter_conf_pin', 'conf-bad_pin']
    expect(heard(refused)).toEqual([...once, ...once, ...once, 'conf-too_many_attempts'])
    expect(joined(refused)).toEqual([])
    expect(path(refused)).toEqual(['conference _', 'hang-up end'])
  })

  it('M76: given two wrong PINs, when the third is right, then the caller is let in', () => {
    const third = joining(['keys:1#', 'finished', 'keys:2#', 'finished', 'keys:1111#', 'finished'], pins)
    expect(joined(third)).toHaveLength(1)
  })

  describe('numbers for members and for moderators', () => {
    const byNumber = (dialled: string, choices: string[], fields: Partial<Conference>) =>
      joined(joining(choices, { memberNumbers: ['8100'], moderatorNumbers: ['8101'], ...fields }, { dialled }))

    it('M76: given a number for members and one for moderators, when each is dialled, then it decides the role', () => {
      expect(byNumber('8100', ['finished'], {})).toMatchObject([{ role: 'member' }])
      expect(byNumber('8101', ['finished'], {})).toMatchObject([{ role: 'moderator' }])
    })

    it('M76: given the number decides the role, when the PIN of the other role is keyed, then it is wrong', () => {
      expect(byNumber('8100', ['keys:9999#', 'finished'], pins)).toEqual([])
      expect(byNumber('8100', ['keys:1111#', 'finished'], pins)).toMatchObject([{ role: 'member' }])
      expect(byNumber('8101', ['keys:1111#', 'finished'], pins)).toEqual([])
      expect(byNumber('8101', ['keys:9999#', 'finished'], pins)).toMatchObject([{ role: 'moderator' }])
    })

    it('M76: given one number for both roles, when it is dialled, then the PIN decides', () => {
      const both = { ...pins, moderatorNumbers: ['8100'] }
      expect(byNumber('8100', ['keys:1111#', 'finished'], both)).toMatchObject([{ role: 'member' }])
      expect(byNumber('8100', ['keys:9999#', 'finished'], both)).toMatchObject([{ role: 'moderator' }])
    })
  })

  it('M76: given a room with a limit, when it is full, then the caller hears so and goes on by "_"', () => {
    const world = { conferences: [{ conferenceId: 'room', members: 1, moderators: 1 }] }
    const full = joining(['finished', 'full', 'finished'], { maxParticipants: 2 }, { world })
    expect(heard(full).at(-1)).toBe('conf-max_participants')
    expect(path(full)).toEqual(['conference _', 'hang-up end'])
    expect(ends(joining(['finished'], { maxParticipants: 2 }, { world }))).toEqual(['full', 'hang-up'])
    expect(ends(joining(['finished'], { maxParticipants: 0 }, { world }))).not.toContain('full')
  })

  it('M76: given a locked room, when a member comes in a rehearsal, then they hear so and go on; moderators come in', () => {
    const locked = joining(['keys:1111#', 'finished', 'locked', 'finished'], pins)
    expect(heard(locked).at(-1)).toBe('conf-locked')
    expect(path(locked)).toEqual(['conference _', 'hang-up end'])
    expect(ends(joining(['keys:9999#', 'finished'], pins))).not.toContain('locked')
  })

  it('M11: given a recording for a full room, when it is full, then that is played', () => {
    const full = joining(['finished', 'full'], { maxParticipants: 2, fullMediaId: 'gong' })
    expect(heard(full).at(-1)).toBe('gong')
  })
})

describe('A10 conferences: M77 options, as a rehearsal asks the room for them', () => {
  it('M77: given tones on, off or of our own, when somebody comes in a rehearsal, then a tone, nothing or that is named for entering and leaving', () => {
    const sounds = (fields: Partial<Conference>) =>
      joined(joining(['finished'], fields)).map(({ entrySounds, exitSounds }) => [entrySounds, exitSounds])[0]
    const beep = { kind: 'tone', tone: 'beep' }
    const gong = { kind: 'media', mediaId: 'gong' }
    expect(sounds({})).toEqual([[beep], [beep]])
    expect(sounds({ entryTone: false, exitTone: false })).toEqual([[], []])
    expect(sounds({ entryToneId: 'gong', exitToneId: 'gong' })).toEqual([[gong], [gong]])
    expect(sounds({ entryTone: false, entryToneId: 'gong' })).toEqual([[], [beep]])
  })

  it('M77: given muted and deaf are set per role, when each role comes in a rehearsal, then joining as set is asked for', () => {
    const how = (keys: string, fields: Partial<Conference>) =>
      joined(joining([keys, 'finished'], { ...pins, ...fields }))
    expect(how('keys:1111#', {})).toMatchObject([{ muted: true, deaf: false }])
    expect(how('keys:1111#', { memberJoinMuted: false, memberJoinDeaf: true })).toMatchObject([
      { muted: false, deaf: true },
    ])
    expect(how('keys:9999#', {})).toMatchObject([{ muted: false, deaf: false }])
    expect(how('keys:9999#', { moderatorJoinMuted: true, moderatorJoinDeaf: true })).toMatchObject([
      { muted: true, deaf: true },
    ])
  })

  it('M77: given a room, when somebody comes in, then what they are told of being muted or deaf is named', () => {
    const prompt = (promptId: string) => [{ kind: 'prompt', promptId }]
    expect(joined(joining(['finished']))[0]?.told).toEqual({
      muted: prompt('conf-muted'),
      unmuted: prompt('conf-unmuted'),
      deaf: prompt('conf-deaf'),
      hears: prompt('conf-undeaf'),
    })
  })

  it('M77: given names are said, when somebody comes in a rehearsal, then they record theirs, and it is named for the room to hear', () => {
    const named = joining(['finished', 'keys:#', 'finished', 'left'], { announceNames: true })
    expect(heard(named).slice(0, 2)).toEqual(['conf-say_name', 'conf-joining_conference'])
    const name = { kind: 'recording', recordingId: 'recording-1' }
    expect(joined(named)).toMatchObject([
      {
        entrySounds: [{ kind: 'tone' }, name, { kind: 'prompt', promptId: 'conf-has_joined' }],
        exitSounds: [{ kind: 'tone' }, name, { kind: 'prompt', promptId: 'conf-has_left' }],
      },
    ])
    expect(operations(named, 'discard-recording')).toMatchObject([{ recordingId: 'recording-1' }])
  })

  it('M77: given names are said, when the caller hangs up in the room, then the recorded name is thrown away', () => {
    const gone = joining(['finished', 'keys:#', 'finished', 'hang-up'], { announceNames: true })
    expect(operations(gone, 'discard-recording')).toHaveLength(1)
  })

  it('M77: given a room that waits for a moderator, when a member comes before one in a rehearsal, then waiting with music is asked for, until one is there', () => {
    const waiting = joining(['finished'], { waitForModerator: true })
    expect(joined(waiting)).toMatchObject([
      { waitSounds: [{ kind: 'prompt', promptId: 'conf-wait_for_moderator' }, { kind: 'hold-music' }] },
    ])
    expect(ends(waiting)).toContain('no-moderator')
    const world = { conferences: [{ conferenceId: 'room', members: 0, moderators: 1 }] }
    expect(ends(joining(['finished'], { waitForModerator: true }, { world }))).not.toContain('no-moderator')
  })

  it('M77: given a room that waits for a moderator, when the moderator comes, then they do not wait', () => {
    const fields = { ...pins, waitForModerator: true }
    expect(joined(joining(['keys:9999#', 'finished'], fields))).toMatchObject([{ waitSounds: [] }])
  })

  it('M77: given a room that needs a moderator, when a rehearsal says the last one leaves, then the caller goes on', () => {
    const over = joining(['finished', 'moderators-leave'], { requireModerator: true })
    expect(joined(over)).toMatchObject([{ endsWithModerators: true }])
    expect(path(over)).toEqual(['conference _', 'hang-up end'])
    expect(ends(joining(['finished']))).not.toContain('moderators-leave')
  })
})

describe('A10 conferences: M42, M78 the conference service', () => {
  const dialling = (choices: readonly string[], rooms = [room()]) =>
    call([drawFlow({ nodes: { 'conference-service': {} } })], choices, { documents: rooms })

  it('M42: given several rooms, when the caller keys the number of one, then they come into that one', () => {
    const rooms = [room(), room({ id: 'other', name: 'Other', numbers: ['502'] })]
    expect(joined(dialling(['keys:502#', 'finished'], rooms))).toMatchObject([{ conferenceId: 'other' }])
  })

  it('M42: given a room with a PIN, when its number is keyed, then the PIN is asked for, three tries', () => {
    const rooms = [room(pins)]
    expect(heard(dialling(['keys:501#'], rooms))).toEqual(['conf-enter_conf_number', 'conf-enter_conf_pin'])
    const wrong = ['keys:1#', 'finished', 'keys:1#', 'finished', 'keys:1#', 'finished', 'finished']
    expect(heard(dialling(['keys:501#', ...wrong], rooms)).at(-1)).toBe('conf-too_many_attempts')
    expect(joined(dialling(['keys:501#', 'keys:9999#', 'finished'], rooms))).toMatchObject([{ role: 'moderator' }])
  })

  it('M42: given the caller is asked for a room, when keys come, then 1 to 16 digits are a number', () => {
    expect(operations(dialling([]), 'collect')).toMatchObject([{ maxDigits: 16 }])
    const sixteen = '1234567890123456'
    expect(joined(dialling([`keys:${sixteen}`, 'finished'], [room({ numbers: [sixteen] })]))).toHaveLength(1)
    expect(joined(dialling(['keys:7#', 'finished'], [room({ numbers: ['7'] })]))).toHaveLength(1)
  })

  it('M42: given a number that is no room, when it is keyed three times, then the caller hears so and leaves', () => {
    const refused = dialling(['keys:7#', 'finished', 'silence', 'finished', 'keys:50#', 'finished', 'finished'])
    const once = ['conf-enter_conf_number', 'conf-bad_conf']
    expect(heard(refused)).toEqual([...once, ...once, ...once, 'conf-too_many_attempts'])
    expect(path(refused)).toEqual(['conference-service _'])
  })

  it('M78: given numbers of the room, of its members and of its moderators, when one is keyed, then all reach it, in the role of the number', () => {
    const rooms = [room({ numbers: ['1'], memberNumbers: ['2'], moderatorNumbers: ['3'] })]
    const role = (keys: string) => joined(dialling([keys, 'finished'], rooms))[0]?.role
    expect([role('keys:1#'), role('keys:2#'), role('keys:3#')]).toEqual(['member', 'member', 'moderator'])
  })
})

describe('A10 conferences: M78 in a Kazoo account', () => {
  const firstStep = (data: object) => {
    const flow = { module: 'conference', data, children: {} }
    const text = JSON.stringify({ id: 'f', name: 'f', numbers: ['1'], flow })
    const found = readKazoo([{ path: 'callflows/f.json', text }]).documents.find(({ kind }) => kind === 'callflow')
    return found?.kind === 'callflow' ? Object.values(found.nodes)[0] : undefined
  }

  it('M76, M42: given a conference step with a room and one without, when they are imported, then one is that room and one the service', () => {
    expect(firstStep({ id: 'room' })).toMatchObject({ type: 'conference', settings: { conferenceId: 'room' } })
    expect(firstStep({})).toMatchObject({ type: 'conference-service' })
  })
})

describe('A10 conferences: findings', () => {
  const codes = (...rooms: Conference[]) => checkDesign(snapshotOf(rooms)).map(({ code }) => code)

  it('M77: given a room that waits for a moderator, when nobody can be one, then a finding says so', () => {
    expect(codes(room({ waitForModerator: true }))).toContain('room-without-moderator')
    expect(codes(room({ waitForModerator: true, ...pins }))).not.toContain('room-without-moderator')
  })

  it('M76: given a number that makes moderators or a PIN of both roles, when it is not what was meant, then a finding says so', () => {
    expect(codes(room({ moderatorNumbers: ['8101'] }))).toContain('room-without-moderator-pin')
    expect(codes(room({ memberPins: ['1'], moderatorPins: ['1'] }))).toContain('room-pin-of-both')
  })

  it('M78: given two rooms with one number, when a caller keys it, then the first has it and a finding says so', () => {
    expect(codes(room(), room({ id: 'other', name: 'Other' }))).toContain('room-number-taken')
    expect(codes(room(), room({ id: 'other', name: 'Other', numbers: ['502'] }))).not.toContain('room-number-taken')
  })
})
