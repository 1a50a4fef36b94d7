import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { type Directory, makeDocument } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import {
  call,
  type CallAbout,
  colleague,
  drawFlow,
  heard,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'

/** Alex, Blair and Casey Example are listed, each leading to their own callflow. Alex is 2539, Example 3926753. */
function searching(keys: readonly string[], fields: Partial<Directory> = {}, about: CallAbout = {}) {
  const staff = makeDocument('directory', {
    id: 'staff',
    name: 'Staff',
    entries: ['1001', '1002', '1003'].map((extension) => listed(extension)),
    ...fields,
  })
  const nodes = { directory: { directoryId: 'staff' }, 'hang-up': {} }
  const flow = drawFlow({ nodes, wires: ['directory _ hang-up'] })
  return call([flow], keys, { ...about, documents: [...(about.documents ?? []), staff] })
}

const listed = (extension: string, callflowId: string | null = `callflow-${extension}`) => ({
  userId: `user-${extension}`,
  callflowId,
})

const named = (extension: string, firstName: string, lastName: string) =>
  colleague('user', extension, { firstName, lastName, name: `${firstName} ${lastName}`.trim() })

const spoken = (rehearsal: ReturnType<typeof searching>) =>
  operations(rehearsal, 'play').flatMap(({ sounds }) =>
    sounds.flatMap((sound) => (sound.kind === 'speech' ? [sound.text] : [])),
  )

const isInFlow = (rehearsal: ReturnType<typeof searching>) => rehearsal.question?.callflowId

describe('A8 directory: M59 spelling a name', () => {
  it('M59: given 3 letters of a first name, when they are keyed, then the people so called are found', () => {
    expect(spoken(searching(['keys:253', 'finished']))).toEqual(['Alex Example'])
  })

  it('M59: given 3 letters of a last name, when they are keyed, then the people so called are found', () => {
    const documents = [named('1002', 'Blair', 'Quinn')]
    expect(spoken(searching(['keys:784', 'finished'], {}, { documents }))).toEqual(['Blair Quinn'])
  })

  it('M59: given a name of two parts, when keys run from the first name into the last, then it still matches', () => {
    expect(spoken(searching(['keys:2539392', 'finished']))).toEqual(['Alex Example'])
  })

  it('M59: given a name of two parts, when keys run from the last name into the first, then it still matches', () => {
    expect(spoken(searching(['keys:39267532', 'finished'], { entries: [listed('1001'), listed('1002')] }))).toEqual([
      'Alex Example',
    ])
  })

  it('M59: given keys that stand in the middle of a name, when they are keyed, then nobody is found', () => {
    expect(heard(searching(['keys:539', 'finished']))).toContain('dir-no_results_found')
  })

  it('M59: given every letter, when a name is spelled, then each is on the key a phone shows it on', () => {
    const documents = [named('1001', 'Abcdefghijklmnopqrstuvwxyz', '')]
    const keys = 'keys:22233344455566677778889999'
    expect(spoken(searching([keys, 'finished'], {}, { documents }))).toEqual(['Abcdefghijklmnopqrstuvwxyz'])
  })

  it('M59: given a directory of first names, when last-name keys come, then nobody is found; and the other way round', () => {
    expect(heard(searching(['keys:392', 'finished'], { searchBy: 'first-name' }))).toContain('dir-no_results_found')
    expect(heard(searching(['keys:253', 'finished'], { searchBy: 'last-name' }))).toContain('dir-no_results_found')
  })

  it.each([
    ['both', 'dir-enter_person'],
    ['first-name', 'dir-enter_person_firstname'],
    ['last-name', 'dir-enter_person_lastname'],
  ] as const)('M59: given a search by %s, when the caller comes, then the prompt is %s', (searchBy, entryPrompt) => {
    expect(heard(searching([], { searchBy }))).toEqual([entryPrompt])
  })

  it('M59: given nothing set, when a directory is made, then both names are searched, three letters are needed and no number ends it', () => {
    expect(makeDocument('directory', { id: 'd', name: 'd' })).toMatchObject({
      searchBy: 'both',
      minDigits: 3,
      maxDigits: 0,
      sortBy: 'last-name',
      confirmMatch: true,
    })
  })

  it('M59: given the prompt is over, when the caller keys, then one key is awaited 2 s and further ones until 2 s of silence', () => {
    expect(operations(searching([]), 'collect')).toMatchObject([
      { firstDigitTimeoutMs: 2_000, interDigitTimeoutMs: 2_000 },
    ])
  })

  it('M59: given one key, when nothing follows, then the caller hears how many letters are needed and starts over', () => {
    expect(heard(searching(['keys:2', 'finished'])).slice(1)).toEqual([
      'dir-specify_minimum',
      'digits/3',
      'dir-letters_of_person_name',
      'dir-enter_person',
    ])
  })

  it('M59: given fewer letters than the directory asks for, when they are keyed, then they do not search', () => {
    expect(heard(searching(['keys:25']))).toContain('dir-specify_minimum')
    expect(spoken(searching(['keys:25', 'finished'], { minDigits: 2 }))).toEqual(['Alex Example'])
  })

  it('M59: given a greatest number of letters, when it is reached, then the search begins without waiting', () => {
    expect(operations(searching([], { maxDigits: 4 }), 'collect')).toMatchObject([{ maxDigits: 4 }])
    const unlimited = operations(searching([]), 'collect')[0]
    expect(unlimited?.maxDigits).toBeGreaterThanOrEqual(30)
  })

  describe('a directory imported from Kazoo keeps its engine', () => {
    const kazoo = { letterCount: 'two-or-more', minDigits: 3, maxDigits: 2 } as const

    it('M59: given it comes from Kazoo, when it is read, then it is marked so', () => {
      const text = JSON.stringify({ id: 'd', name: 'Staff', min_dtmf: 3 })
      const { documents } = readKazoo([{ path: 'directories/d.json', text }])
      expect(documents.find(({ kind }) => kind === 'directory')).toMatchObject({ letterCount: 'two-or-more' })
    })

    it('M59: given the fewest is 3 and the most is 2, when 2 or 4 keys come, then both search', () => {
      expect(spoken(searching(['keys:25', 'finished'], kazoo))).toEqual(['Alex Example'])
      expect(spoken(searching(['keys:2539', 'finished'], kazoo))).toEqual(['Alex Example'])
    })

    it('M59: given one key, when nothing follows, then the caller hears how many letters are needed', () => {
      expect(heard(searching(['keys:2'], kazoo))).toContain('dir-specify_minimum')
    })

    it('M60: given any key and then a lone 0, when it is keyed, then the caller leaves by "_"; 0 alone does not', () => {
      expect(path(searching(['keys:20'], kazoo))[0]).toBe('directory _')
      expect(heard(searching(['keys:0'], kazoo))).toContain('dir-specify_minimum')
    })
  })
})

describe('A8 directory: M60 confirming', () => {
  const oneMatch = ['keys:253', 'finished']
  // 392: Exa(mple), all three.
  const several = (...choices: string[]) => searching(['keys:392', 'finished', ...choices])

  it('M60: given one match, when 1 is pressed, then the caller is connected', () => {
    expect(heard(searching(oneMatch)).slice(1)).toEqual(['dir-found', 'speech', 'dir-confirm_menu'])
    expect(isInFlow(searching([...oneMatch, 'keys:1', 'finished']))).toBe('callflow-1001')
  })

  it.each(['keys:2', 'keys:0', 'keys:*', 'silence'])(
    'M60: given one match, when the answer is %s, then the caller starts over',
    (answer) => {
      expect(heard(searching([...oneMatch, answer])).at(-1)).toBe('dir-enter_person')
    },
  )

  it('M60: given confirmation is switched off, when there is one match, then it is connected at once', () => {
    expect(isInFlow(searching(['keys:253', 'finished'], { confirmMatch: false }))).toBe('callflow-1001')
  })

  it('M60: given several matches, when confirmation is switched off, then they are read all the same', () => {
    expect(heard(searching(['keys:392'], { confirmMatch: false })).slice(1, 3)).toEqual([
      'dir-result_number',
      'digits/1',
    ])
  })

  it('M60: given several matches, when 1 is pressed, then that person is connected', () => {
    expect(isInFlow(several('keys:1', 'finished'))).toBe('callflow-1001')
  })

  it('M60: given several matches, when 2 is pressed, then the next is read', () => {
    expect(spoken(several('keys:2', 'finished'))).toEqual(['Alex Example', 'Blair Example'])
    expect(isInFlow(several('keys:2', 'finished', 'keys:1', 'finished'))).toBe('callflow-1002')
  })

  it('M60: given several matches, when 3 is pressed, then the caller starts over', () => {
    expect(heard(several('keys:3')).at(-1)).toBe('dir-enter_person')
  })

  it('M60: given several matches, when the last is passed over, then the caller hears so and starts over', () => {
    const passed = several('keys:2', 'finished', 'keys:2', 'finished', 'keys:2', 'finished')
    expect(heard(passed).slice(-2)).toEqual(['dir-no_more_results', 'dir-enter_person'])
  })

  it('M60: given two people of the same name, when it is spelled, then both are read one after the other', () => {
    const documents = [named('1002', 'Alex', 'Example')]
    const same = searching(['keys:253', 'finished', 'keys:2', 'finished', 'keys:1', 'finished'], {}, { documents })
    expect(isInFlow(same)).toBe('callflow-1002')
  })

  it('M60: given an order to read in, when several match, then they are read by last name or by first name', () => {
    const documents = [named('1001', 'Alex', 'Zimmer'), named('1002', 'Alan', 'Young'), named('1003', 'Albert', 'Xu')]
    const order = (sortBy: Directory['sortBy']) =>
      spoken(
        searching(
          ['keys:25', 'finished', 'keys:2', 'finished', 'keys:2', 'finished'],
          { sortBy, minDigits: 2 },
          { documents },
        ),
      )
    expect(order('last-name')).toEqual(['Albert Xu', 'Alan Young', 'Alex Zimmer'])
    expect(order('first-name')).toEqual(['Alan Young', 'Albert Xu', 'Alex Zimmer'])
  })

  it('M60: given a name recorded for the mailbox, when the match is read, then the recording is played, else the name is spoken', () => {
    const state = [{ key: { scope: 'mailbox', id: 'mailbox-1001', name: 'spoken-name' }, value: true }] as const
    const kept = [{ kind: 'mailbox-name', id: 'mailbox-1001' }] as const
    expect(heard(searching(oneMatch, {}, { world: { state, kept } })).slice(1)).toEqual([
      'dir-found',
      'kept',
      'dir-confirm_menu',
    ])
    expect(heard(searching(oneMatch)).slice(1)).toContain('speech')
  })

  it('M60: given a lone 0, when it is keyed, then the caller leaves by "_"', () => {
    expect(path(searching(['keys:0']))).toEqual(['directory _', 'hang-up end'])
  })

  it('M60: given three rounds without a key, when the third passes, then it stops and does not go on by "_"', () => {
    const silent = searching(['silence', 'silence', 'silence'])
    expect(path(silent)).toEqual(['directory stop'])
    expect(silent.ended?.reason).toBe('hung-up')
  })

  it('M60: given a flow that was called, when its directory stops after three silent rounds, then the calling flow goes on', () => {
    const staff = makeDocument('directory', { id: 'staff', name: 'Staff', entries: [listed('1001')] })
    const main = drawFlow({
      id: 'main',
      nodes: { callflow: { callflowId: 'names' }, 'hang-up': {} },
      wires: ['callflow _ hang-up'],
    })
    const names = drawFlow({ id: 'names', nodes: { directory: { directoryId: 'staff' } } })
    const silent = call([main, names], ['silence', 'silence', 'silence'], { documents: [staff] })
    expect(path(silent)).toEqual(['callflow call-flow', 'directory stop', 'hang-up end'])
  })

  it('M60: given silent rounds, when a key comes between them, then they are counted anew', () => {
    const keyed = searching(['silence', 'silence', 'keys:999', 'finished', 'silence', 'silence'])
    expect(heard(keyed).at(-1)).toBe('dir-enter_person')
  })

  it('M60: given nobody is called that, when the search ends, then the caller hears so and starts over', () => {
    expect(heard(searching(['keys:999', 'finished'])).slice(1)).toEqual(['dir-no_results_found', 'dir-enter_person'])
  })
})

describe('A8 directory: M61 where people are reached', () => {
  it("M61: given the executive's entry leads to the assistant's callflow, when the executive is chosen, then that flow runs", () => {
    const entries = [listed('1001', 'callflow-1003')]
    expect(isInFlow(searching(['keys:253', 'keys:1', 'finished'], { entries }))).toBe('callflow-1003')
  })

  it.each([
    ['none', null],
    ['one that does not exist', 'nothing'],
  ])(
    'M61: given an entry whose callflow is %s, when it is chosen, then the call goes on by "_"',
    (_what, callflowId) => {
      const lost = searching(['keys:253', 'keys:1', 'finished'], { entries: [listed('1001', callflowId)] })
      expect(path(lost)).toEqual(['directory _', 'hang-up end'])
    },
  )

  it('M61: given a person in two directories, when each finds them, then each leads where it says itself', () => {
    const inOne = searching(['keys:253', 'keys:1', 'finished'], { entries: [listed('1001', 'callflow-1002')] })
    const inOther = searching(['keys:253', 'keys:1', 'finished'], { entries: [listed('1001', 'callflow-1003')] })
    expect([isInFlow(inOne), isInFlow(inOther)]).toEqual(['callflow-1002', 'callflow-1003'])
  })
})

describe('A8 directory: M61 in Kazoo, where people say it themselves', () => {
  const file = (folder: string, document: { readonly id: string; readonly [key: string]: unknown }) => ({
    path: `${folder}/${document.id}.json`,
    text: JSON.stringify(document),
  })
  const account = [
    file('directories', {
      id: 'staff',
      name: 'Staff',
      confirm_match: true,
      sort_by: 'first_name',
      search_fields: 'both',
    }),
    file('users', { id: 'ann', first_name: 'Ann', last_name: 'Chief', directories: { staff: 'assistant' } }),
    file('users', { id: 'ben', first_name: 'Ben', last_name: 'Other' }),
    file('callflows', { id: 'assistant', name: 'Assistant', numbers: ['1'], flow: { module: 'hangup', data: {} } }),
  ]

  it('M61: given a user who says where a directory leads, when the account is imported, then that is the entry of the directory', () => {
    const { documents } = readKazoo(account)
    expect(documents.find(({ kind }) => kind === 'directory')).toMatchObject({
      entries: [{ userId: 'ann', callflowId: 'assistant' }],
      confirmMatch: true,
      sortBy: 'first-name',
    })
  })

  it('M61: given an entry changed here, when the account is exported, then the user says the new one', () => {
    const { documents } = readKazoo(account)
    const edited = documents.map((each) =>
      each.kind === 'directory' ? { ...each, entries: [{ userId: 'ben', callflowId: 'assistant' }] } : each,
    )
    const { files } = writeKazoo(snapshotOf(edited))
    const users = files
      .filter(({ path: name }) => name.startsWith('users/'))
      .map(({ text }) => JSON.parse(text) as object)
    expect(users.find((each) => Reflect.get(each, 'id') === 'ben')).toMatchObject({
      directories: { staff: 'assistant' },
    })
    expect(
      Object.keys(Reflect.get(users.find((each) => Reflect.get(each, 'id') === 'ann') ?? {}, 'directories') ?? {}),
    ).toEqual([])
  })

  it('M60: given a Kazoo directory that does not say whether to confirm, when it is imported, then it does not, as the engine there', () => {
    const { documents } = readKazoo([file('directories', { id: 'staff', name: 'Staff' })])
    expect(documents.find(({ kind }) => kind === 'directory')).toMatchObject({ confirmMatch: false })
  })
})

describe('A8 directory: findings', () => {
  it('M59: given more letters are asked for than are taken, when the design is checked, then a finding says that nobody is found', () => {
    const codes = (fields: Partial<Directory>) =>
      checkDesign(snapshotOf([makeDocument('directory', { id: 'd', name: 'Staff', ...fields })])).map(
        ({ code }) => code,
      )
    expect(codes({ minDigits: 3, maxDigits: 2 })).toContain('directory-never-finds')
    expect(codes({ minDigits: 3, maxDigits: 3 })).not.toContain('directory-never-finds')
    expect(codes({ minDigits: 3, maxDigits: 0 })).not.toContain('directory-never-finds')
  })
})
