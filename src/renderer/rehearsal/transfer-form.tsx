import { PhoneForwarded } from 'lucide-react'
import { useState } from 'react'
import type { Question } from '../../callflow/rehearse/rehearsal.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { takeChoice, useRehearsal } from './rehearsal-store.ts'

/** While people talk: whoever is at a phone of the house may send the call on to a number. */
export function TransferForm({ question }: { readonly question: Question }) {
  const { callee, caller } = question.transferors
  const [number, setNumber] = useState('')
  const [refused, setRefused] = useState('')
  if (!callee && !caller) return null
  const send = (who: 'callee' | 'caller') => {
    const before = useRehearsal.getState().rehearsal
    takeChoice(`${who}-transfers:${number}`)
    if (useRehearsal.getState().rehearsal === before) setRefused(number)
  }
  return (
    <form
      aria-label="Send the call on"
      className="mt-2 flex max-w-full flex-wrap items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (number !== '') send(callee ? 'callee' : 'caller')
      }}
    >
      <TextInput
        mono
        className="w-36!"
        aria-label="Send on to"
        placeholder="Send on to …"
        maxLength={33}
        value={number}
        onChange={(typed) => {
          setNumber(typed.replace(/[^0-9*#+]/g, ''))
          setRefused('')
        }}
      />
      {callee ? (
        <Button
          size="sm"
          icon={PhoneForwarded}
          type="submit"
          disabled={number === ''}
          title={`${callee.name || callee.number} sends the caller on to this number`}
        >
          {callee.name || callee.number} transfers
        </Button>
      ) : null}
      {caller ? (
        <Button
          size="sm"
          icon={PhoneForwarded}
          type={callee ? 'button' : 'submit'}
          disabled={number === ''}
          title={`${caller.name || caller.number} sends the other side on to this number`}
          onClick={callee ? () => send('caller') : undefined}
        >
          {caller.name || caller.number} transfers
        </Button>
      ) : null}
      {refused === '' ? null : (
        <p role="alert" className="w-full text-small text-amber">
          {refused} cannot be reached that way: nobody answers there, or whoever transfers may not call it.
        </p>
      )}
    </form>
  )
}
