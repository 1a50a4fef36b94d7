import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { makeDocument } from '../../../src/callflow/design/document.ts'
import { referencePlaces } from '../../../src/callflow/design/references.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { takeBindings } from '../../../src/callflow/design/variables.ts'
import { callflowVariables } from '../../../src/callflow/modules/callflow-variables/callflow-variables.ts'
import { modules } from '../../../src/callflow/modules/registry.ts'
import {
  call,
  type CallAbout,
  colleague,
  colleagues,
  drawFlow,
  insideCaller,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'

// The toggle in the form: tests/e2e/forms.test.ts.

/** Steps one after another by `_`. */
const flow = (nodes: Record<string, Record<string, unknown>>) => {
  const names = Object.keys(nodes)
  return drawFlow({ nodes, wires: names.slice(1).map((to, index) => `${names[index]} _ ${to}`) })
}
const agent = { variable: 'agent' }

describe('M37: callflow variables', () => {
  it.each(['user', 'device', 'callflow', 'queue', 'mailbox', 'media', 'text', 'number'])(
    'M37: given the type %s, when the step is set, then it takes it',
    (type) => {
      expect(callflowVariables.settings.safeParse({ variable: 'agent', type }).success).toBe(true)
    },
  )

  it('M37: given a user set, when a user step is told to use the variable, then that user rings', () => {
    const set = { variable: 'agent', type: 'user', userId: 'user-1002' }
    const rung = call([flow({ 'callflow-variables': set, user: { userId: agent } })], [])
    expect(operations(rung, 'dial')[0]?.legs.map(({ userId }) => userId)).toEqual(['user-1002'])
  })

  it.each<[string, Record<string, unknown>, string, Record<string, unknown>]>([
    ['device', { deviceId: 'device-1003' }, 'device', { deviceId: agent }],
    ['mailbox', { mailboxId: 'mailbox-1001' }, 'voicemail', { mailboxId: agent }],
    ['callflow', { callflowId: 'callflow-1001' }, 'callflow', { callflowId: agent }],
    ['queue', { queueId: 'support' }, 'queue', { queueId: agent }],
    ['media', { mediaId: 'hello' }, 'play-media', { mediaId: agent }],
  ])(
    'M37: given a %s set, when the matching step is told to use the variable, then it does as if it were chosen there',
    (type, value, step, settings) => {
      const documents = [
        makeDocument('queue', { id: 'support', name: 'Support', agentIds: ['user-1001'] }),
        makeDocument('media', { id: 'hello', name: 'Hello' }),
      ]
      const bound = flow({ 'callflow-variables': { variable: 'agent', type, ...value }, [step]: settings })
      const direct = flow({ sleep: { durationSec: 0 }, [step]: value })
      const asks = (drawn: typeof bound) => call([drawn], [], { documents }).question?.operation
      expect(asks(bound)).toBeDefined()
      expect(asks(bound)).toEqual(asks(direct))
    },
  )

  it('M37: given any module, when it names documents anywhere, then each of those fields can be told to use a variable', () => {
    for (const { type, settings } of modules) {
      for (const { steps } of referencePlaces(settings)) {
        const value = steps.reduceRight<unknown>((inner, key) => (key === '*' ? [inner] : { [key]: inner }), agent)
        const { bindings } = takeBindings(settings, value as Record<string, unknown>) // a record by its first step
        expect([type, steps, bindings.length]).toEqual([type, steps, 1])
      }
    }
  })

  it('M37: given a variable nothing set, or one that names another kind, when a step uses it, then it is as if nothing were chosen', () => {
    const unset = call([flow({ user: { userId: agent }, 'hang-up': {} })], [])
    expect(path(unset)).toEqual(['user _', 'hang-up end'])
    const set = { variable: 'agent', type: 'mailbox', mailboxId: 'mailbox-1001' }
    expect(path(call([flow({ 'callflow-variables': set, user: { userId: agent }, 'hang-up': {} })], []))[1]).toBe(
      'user _',
    )
  })

  it('M37: given a variable that no step sets, when the design is checked, then it says so', () => {
    const codes = checkDesign(snapshotOf([...colleagues, flow({ user: { userId: agent }, 'hang-up': {} })])).map(
      ({ code }) => code,
    )
    expect(codes).toContain('unknown-variable')
  })

  it('M37: given the variable is set twice, when it is used, then the last value counts', () => {
    const rung = call(
      [
        flow({
          'callflow-variables:a': { variable: 'agent', type: 'user', userId: 'user-1001' },
          'callflow-variables:b': { variable: 'agent', type: 'user', userId: 'user-1003' },
          user: { userId: agent },
        }),
      ],
      [],
    )
    expect(operations(rung, 'dial')[0]?.legs.map(({ userId }) => userId)).toEqual(['user-1003'])
  })

  it('M37: given digits collected (collect_dtmf), when a step uses them, then whoever has that extension', () => {
    const asked = flow({ 'collect-digits': { variable: 'agent', maxDigits: 4 }, user: { userId: agent } })
    const rung = call([asked], ['keys:1003'])
    expect(operations(rung, 'dial')[0]?.legs.map(({ userId }) => userId)).toEqual(['user-1003'])
  })

  it('M37: given several application variables (set_variables), when they are set with export, then the call carries all and web addresses are told', () => {
    const set = { variable: 'line', type: 'text', text: 'sales', more: ['colour=blue'], exported: true }
    const told = call([flow({ 'callflow-variables': set, webhook: { url: 'https://hooks.example/' } })], [])
    expect(operations(told, 'http-request')[0]?.fields).toMatchObject({
      'variable-line': 'sales',
      'variable-colour': 'blue',
    })
    const kept = call(
      [flow({ 'callflow-variables': { ...set, exported: false }, webhook: { url: 'https://hooks.example/' } })],
      [],
    )
    expect(Object.keys(operations(kept, 'http-request')[0]?.fields ?? {})).not.toContain('variable-line')
  })
})

describe('M37: branch on variable', () => {
  const account = makeDocument('account', {
    id: 'account',
    name: 'Northwind',
    language: 'fr',
    callerIds: {
      internal: { name: '', number: '' },
      external: { name: 'Northwind', number: '+16045550100' },
      emergency: { name: '', number: '' },
    },
    foreign: { kazoo: { call_restriction: { tollfree: { action: 'deny' } }, api_token: 'hidden' } },
  })

  /** The branch taken when these are wired. */
  function leftBy(
    settings: Record<string, unknown>,
    wired: readonly string[],
    about: CallAbout = {},
    before: Record<string, unknown> = {},
  ) {
    const drawn = drawFlow({
      nodes: { 'callflow-variables': before, 'branch-on-variable': settings, 'hang-up': {} },
      wires: ['callflow-variables _ branch-on-variable', ...wired.map((name) => `branch-on-variable ${name} hang-up`)],
    })
    const gone = call([drawn], [], { documents: [account, ...(about.documents ?? [])], ...withoutDocuments(about) })
    const left = gone.trace.findLast((event) => event.kind === 'node-left' && event.nodeId === 'branch-on-variable')
    return left?.kind === 'node-left' ? left.taken : undefined
  }
  const withoutDocuments = ({ documents: _documents, ...about }: CallAbout) => about

  it('M37: given the scope nobody changed, when the call carries the variable, then the branch of its value, else `_`', () => {
    const sales = { variable: 'line', type: 'text', text: 'sales' }
    expect(leftBy({ variable: 'line' }, ['sales', '_'], {}, sales)).toBe('sales')
    expect(leftBy({ variable: 'line' }, ['support', '_'], {}, sales)).toBe('_')
    expect(leftBy({ variable: 'unset' }, ['sales', '_'], {}, sales)).toBe('_')
  })

  it('M37: given a document in the variable, when it is branched on, then by its id or its name', () => {
    const alex = { variable: 'line', type: 'user', userId: 'user-1001' }
    expect(leftBy({ variable: 'line' }, ['user-1001'], {}, alex)).toBe('user-1001')
  })

  it('M37: given nothing set, when caller, dialled number or call priority are branched on, then every call knows them', () => {
    expect(leftBy({ variable: 'caller-number' }, ['+16045550177'])).toBe('+16045550177')
    expect(leftBy({ variable: 'dialled-number' }, ['8000'])).toBe('8000')
    expect(leftBy({ variable: 'call_priority' }, ['0'])).toBe('0')
  })

  it('M37: given the scope account, when the variable is a path, then what stands there, in our words or in Kazoo’s', () => {
    expect(leftBy({ scope: 'account', variable: 'language' }, ['fr'])).toBe('fr')
    for (const variable of ['callerIds.external.number', 'caller_id.external.number'])
      expect(leftBy({ scope: 'account', variable }, ['+16045550100'])).toBe('+16045550100')
    expect(leftBy({ scope: 'account', variable: 'call_restriction.tollfree.action' }, ['deny'])).toBe('deny')
  })

  it('M37: given the scope user or device, when a colleague calls, then their own documents; from outside there are none', () => {
    const inside = { caller: insideCaller('1002') }
    expect(leftBy({ scope: 'user', variable: 'extension' }, ['1002', '_'], inside)).toBe('1002')
    expect(leftBy({ scope: 'device', variable: 'followMe' }, ['true', '_'], inside)).toBe('true')
    expect(leftBy({ scope: 'user', variable: 'extension' }, ['1002', '_'])).toBe('_')
  })

  it('M37: given the scope merged, when several have something there, then device before user before account, or user first where the account says so', () => {
    const settings = { scope: 'merged', variable: 'callerIds.external.number' }
    const named = (number: string) => ({ callerIds: { ...account.callerIds, external: { name: '', number } } })
    const wired = ['+16045550100', '2', '3', '_']
    const inside = { caller: insideCaller('1002') }
    const user = colleague('user', '1002', named('2'))
    const device = colleague('device', '1002', named('3'))
    expect(leftBy(settings, wired, inside)).toBe('+16045550100')
    expect(leftBy(settings, wired, { ...inside, documents: [user] })).toBe('2')
    expect(leftBy(settings, wired, { ...inside, documents: [user, device] })).toBe('3')
    const userFirst = { ...account, callerIdMode: 'user-first' as const }
    expect(leftBy(settings, wired, { ...inside, documents: [user, device, userFirst] })).toBe('2')
  })

  it('M37: given one document, when a path into it is branched on, then what stands there', () => {
    const settings = { scope: 'document', documentId: 'user-1003', variable: 'extension' }
    expect(leftBy(settings, ['1003', '_'])).toBe('1003')
    expect(leftBy({ ...settings, documentId: 'gone' }, ['1003', '_'])).toBe('_')
  })

  it.each([
    ['device', 'sipPassword', 'secret'],
    ['account', 'api_token', 'hidden'],
  ])('M37: given the secret %s.%s, when it is branched on, then it says nothing', (scope, variable, secret) => {
    expect(leftBy({ scope, variable }, [secret, '_'], { caller: insideCaller('1002') })).toBe('_')
  })

  it('M37: given names that every object has, when they are branched on, then nothing is found', () => {
    for (const variable of ['constructor', 'toString', '__proto__.x', 'constructor.name'])
      expect(leftBy({ scope: 'account', variable }, ['Object', '_'])).not.toBe('Object')
    expect(leftBy({ variable: 'toString' }, ['x', '_'])).toBe('_')
  })
})
