import { FileMusic } from 'lucide-react'
import { type ChangeEvent, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { LevelBar } from './level-bar.tsx'
import { usePhone } from './phone-store.ts'
import { chooseFile, chooseSource, chooseSpeaker, microphone, openVoice, useSound } from './sound-store.ts'

/** What the phone speaks with, and where it is heard. */
export function SoundView() {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-4">
      <MicrophoneChoice />
      <SpeakerChoice />
    </div>
  )
}

const FILE = 'file'
const NOTHING = 'nothing'
const USUAL = 'usual'

function MicrophoneChoice() {
  const { source, microphones, problem } = useSound()
  const isInCall = useIsInCall()
  const options = [
    { value: USUAL, label: 'The computer’s usual one' },
    ...microphones.map(({ id, label }) => ({ value: `device ${id}`, label: label || 'A microphone without a name' })),
    ...(source.kind === 'file' ? [{ value: FILE, label: `Sound: ${source.name}` }] : []),
    { value: NOTHING, label: 'None: only listen' },
  ]
  const value =
    source.kind === 'device' ? (source.deviceId === null ? USUAL : `device ${source.deviceId}`) : source.kind
  const choose = (next: string) => {
    if (next === FILE) return
    if (next === NOTHING) chooseSource({ kind: 'nothing' }, isInCall)
    else chooseSource({ kind: 'device', deviceId: next === USUAL ? null : next.slice('device '.length) }, isInCall)
  }
  return (
    <>
      <Field
        label="Microphone"
        help={source.kind === 'file' ? 'Hold Talk during a call, and the sound is heard.' : undefined}
        error={problem}
      >
        {(control) => <Select {...control} value={value} options={options} onChange={choose} />}
      </Field>
      <SoundFile isInCall={isInCall} />
      {source.kind === 'device' ? <MicrophoneTest isInCall={isInCall} /> : null}
    </>
  )
}

function useIsInCall(): boolean {
  return usePhone(({ calls }) => calls.some(({ state }) => state === 'up' || state === 'connecting'))
}

/** Where there is no microphone, for demonstrations and for tests: a sound speaks in its place. */
function SoundFile({ isInCall }: { readonly isInCall: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const [error, setError] = useState<string | null>(null)
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    event.target.value = ''
    if (file) void chooseFile(file, isInCall).then(setError)
  }
  return (
    <div>
      <input
        ref={input}
        type="file"
        accept="audio/*"
        aria-label="Sound to speak with"
        className="sr-only"
        tabIndex={-1}
        onChange={take}
      />
      <Button size="sm" icon={FileMusic} onClick={() => input.current?.click()}>
        Speak with a sound …
      </Button>
      {error ? (
        <p role="alert" className="mt-1 text-small text-red">
          {error}
        </p>
      ) : null}
    </div>
  )
}

function MicrophoneTest({ isInCall }: { readonly isInCall: boolean }) {
  const [isOn, setOn] = useState(false)
  useEffect(() => {
    if (!isOn) return undefined
    const opened = openVoice()
    return () => void opened.then((voice) => microphone.release(voice))
  }, [isOn])
  return (
    <div className="flex items-center gap-3">
      <Button size="sm" disabled={isInCall} onClick={() => setOn(!isOn)}>
        {isOn ? 'Stop' : 'Try it'}
      </Button>
      <div className="min-w-0 flex-1">
        <LevelBar label="How loud the microphone is" levelOf={() => microphone.meter.level()} />
      </div>
    </div>
  )
}

function SpeakerChoice() {
  const { speakerId, speakers } = useSound()
  const canChoose = 'setSinkId' in HTMLMediaElement.prototype && speakers.length > 0
  return (
    <Field
      label="Loudspeaker"
      help={
        canChoose ? undefined : 'Browsers name loudspeakers once the microphone was allowed, and not all of them do.'
      }
    >
      {(control) => (
        <Select
          {...control}
          value={speakerId}
          options={[
            { value: '', label: 'The computer’s usual one' },
            ...speakers.map(({ id, label }) => ({ value: id, label: label || 'A loudspeaker without a name' })),
          ]}
          disabled={!canChoose}
          onChange={chooseSpeaker}
        />
      )}
    </Field>
  )
}
