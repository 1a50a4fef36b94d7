import { kindWords } from '../shell/kinds.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { CreateForm } from './create-form.tsx'
import { closeCreating, useCreating } from './creating.ts'
import { CreateMedia } from './create-media.tsx'

/** The side sheets of inline creation, newest on top. Once a page. */
export function CreateSheets() {
  const stack = useCreating((state) => state.stack)
  return stack.map(({ key, kind, designId, fields, onCreated }) => {
    const formId = `create-${key}`
    const done = (id: string) => {
      closeCreating(key)
      onCreated(id)
    }
    return (
      <Sheet
        key={key}
        open
        onClose={() => closeCreating(key)}
        title={`New ${kindWords[kind].one}`}
        footer={
          kind === 'media' ? null : (
            <>
              <Button onClick={() => closeCreating(key)}>Cancel</Button>
              <Button type="submit" form={formId} variant="primary">
                Create
              </Button>
            </>
          )
        }
      >
        {kind === 'media' ? (
          <CreateMedia
            designId={designId}
            name={typeof fields['name'] === 'string' ? fields['name'] : ''}
            onCreated={done}
          />
        ) : (
          <CreateForm
            formId={formId}
            kind={kind}
            designId={designId}
            fields={fields}
            onCreated={(document) => done(document.id)}
          />
        )}
      </Sheet>
    )
  })
}
