import { callEndings, type CallExpectation } from '../../../callflow/design/kinds/call-test.ts'
import type { DocumentKind } from '../../../callflow/design/kind.ts'
import { endWords } from '../../../callflow/prove/test-words.ts'
import { stepTitle } from '../../../callflow/run/step-title.ts'
import { ReferenceField } from '../../forms/reference-picker.tsx'
import { useDesignSnapshot, useDocumentOf } from '../../store/design.ts'
import { NumberInput } from '../../ui/number-input.tsx'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'

type Expected<W extends CallExpectation['what']> = Extract<CallExpectation, { what: W }>
type Change<E> = (next: E) => void

/** The fields of one expectation. */
export function ExpectationFields({
  expected,
  onChange,
}: {
  readonly expected: CallExpectation
  readonly onChange: Change<CallExpectation>
}) {
  switch (expected.what) {
    case 'rings':
      return (
        <>
          <Who expected={expected} onChange={onChange} />
          <div className="grid grid-cols-2 gap-1.5">
            <Words
              label="Shown name"
              value={expected.shownName}
              onChange={(shownName) => onChange({ ...expected, shownName })}
            />
            <Words
              label="Shown number"
              value={expected.shownNumber}
              onChange={(shownNumber) => onChange({ ...expected, shownNumber })}
            />
          </div>
        </>
      )
    case 'never-rings':
      return <Who expected={expected} onChange={onChange} />
    case 'hears':
      return <Heard expected={expected} onChange={onChange} />
    case 'ends':
      return <Ending expected={expected} onChange={onChange} />
    case 'waits-at-most':
      return (
        <NumberInput
          aria-label="Longest wait"
          value={expected.sec}
          min={0}
          max={86_400}
          unit="s"
          onChange={(sec) => onChange({ ...expected, sec: Math.min(86_400, Math.max(0, sec ?? 0)) })}
        />
      )
    case 'passes':
    case 'never-passes':
      return <Waypoint expected={expected} onChange={onChange} />
  }
}

function Reference({
  label,
  kind,
  value,
  onChange,
}: {
  readonly label: string
  readonly kind: DocumentKind
  readonly value: string | null
  readonly onChange: (id: string | null) => void
}) {
  return <ReferenceField label={label} aria-label={label} kinds={[kind]} value={value} onChange={onChange} />
}

function Words({
  label,
  value,
  onChange,
  maxLength = 40,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly maxLength?: number
}) {
  return <TextInput aria-label={label} placeholder={label} maxLength={maxLength} value={value} onChange={onChange} />
}

function Who<E extends Expected<'rings' | 'never-rings'>>({
  expected,
  onChange,
}: {
  readonly expected: E
  readonly onChange: Change<E>
}) {
  return (
    <div className={expected.deviceId === null ? 'grid grid-cols-2 gap-1.5' : ''}>
      <Reference
        label="Phone"
        kind="device"
        value={expected.deviceId}
        onChange={(deviceId) => onChange({ ...expected, deviceId, number: deviceId === null ? expected.number : '' })}
      />
      {expected.deviceId === null ? (
        <Words label="Or number" value={expected.number} onChange={(number) => onChange({ ...expected, number })} />
      ) : null}
    </div>
  )
}

function Heard({
  expected,
  onChange,
}: {
  readonly expected: Expected<'hears'>
  readonly onChange: Change<Expected<'hears'>>
}) {
  return (
    <div className="grid grid-cols-2 gap-1.5">
      <Reference
        label="Recording"
        kind="media"
        value={expected.mediaId}
        onChange={(mediaId) => onChange({ ...expected, mediaId })}
      />
      {expected.mediaId === null ? (
        <Words
          label="Or spoken words"
          maxLength={200}
          value={expected.text}
          onChange={(text) => onChange({ ...expected, text, promptId: '' })}
        />
      ) : null}
    </div>
  )
}

function Ending({
  expected,
  onChange,
}: {
  readonly expected: Expected<'ends'>
  readonly onChange: Change<Expected<'ends'>>
}) {
  return (
    <div className="grid grid-cols-2 gap-1.5">
      <Select
        aria-label="How it ends"
        value={expected.reason}
        options={callEndings.map((reason) => ({ value: reason, label: endWords({ reason }) }))}
        onChange={(reason) => onChange({ ...expected, reason, sipStatus: null, mailboxId: null })}
      />
      {expected.reason === 'left-message' ? (
        <Reference
          label="Voicemail box"
          kind="mailbox"
          value={expected.mailboxId}
          onChange={(mailboxId) => onChange({ ...expected, mailboxId })}
        />
      ) : null}
      {expected.reason === 'responded' ? (
        <NumberInput
          aria-label="SIP status"
          placeholder="Any status"
          value={expected.sipStatus}
          min={300}
          max={699}
          onChange={(status) => onChange({ ...expected, sipStatus: isStatus(status) ? status : null })}
        />
      ) : null}
    </div>
  )
}

const isStatus = (status: number | null) =>
  status !== null && Number.isInteger(status) && status >= 300 && status <= 699

function Waypoint({
  expected,
  onChange,
}: {
  readonly expected: Expected<'passes' | 'never-passes'>
  readonly onChange: Change<Expected<'passes' | 'never-passes'>>
}) {
  const design = useDesignSnapshot()
  const flow = useDocumentOf('callflow', expected.callflowId)
  const branches = flow?.wires.filter(({ from }) => from === expected.nodeId) ?? []
  return (
    <div className="grid grid-cols-2 gap-1.5">
      <Reference
        label="Callflow"
        kind="callflow"
        value={expected.callflowId}
        onChange={(callflowId) => onChange({ ...expected, callflowId, nodeId: '', branch: '' })}
      />
      {flow ? (
        <Select
          aria-label="Step"
          placeholder="Step"
          value={expected.nodeId}
          options={Object.values(flow.nodes).map((node) => ({ value: node.id, label: stepTitle(node, design) }))}
          onChange={(nodeId) => onChange({ ...expected, nodeId, branch: '' })}
        />
      ) : null}
      {branches.length > 0 ? (
        <Select
          aria-label="Way on"
          value={expected.branch}
          options={[
            { value: '', label: 'Any way on' },
            ...branches.map(({ branch }) => ({ value: branch, label: branch === '_' ? 'Otherwise' : branch })),
          ]}
          onChange={(branch) => onChange({ ...expected, branch })}
        />
      ) : null}
    </div>
  )
}
