import { NativeSelect } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { call } from '../../../api/call.ts'
import { SECRECY_REASON } from '../../../i18n/error-words.ts'
import { secrecyName } from '../../../i18n/vi.ts'
import { Notice } from '../../../ui/notice.tsx'
import { ToneText } from '../../../ui/tone-icon.tsx'
import { addOpenForm } from '../../../ui/unsaved.ts'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { ScanFolderNews, ScanTools, SecrecyChoice } from '../../scanning/scan-tools.tsx'
import { importOnto, readPages, scanOnto } from '../../scanning/take-in.ts'
import { TakenFiles } from '../../scanning/taken-files.tsx'
import { useScanFolder } from '../../scanning/use-scan-folder.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'
import { chooseSecrecy, createScans, findTarget } from './scans-store.ts'

const title = 'Thêm bản quét'

/** Scans of a paper that come after Receive, by the scanner, from its folder or from a file; each is signed afterwards like the others. */
export function ScansForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const [store] = useState(() => createScans(view))
  const { id, componentId, secrecy, files, notice } = useStore(store)
  const paper = useRef<HTMLSelectElement>(null)
  const pages = useRef<HTMLInputElement>(null)
  const target = () => findTarget(store, view)
  const folder = useScanFolder({ id, isShown: secrecy === 'none', findTarget: target })

  useEffect(() => {
    paper.current?.focus()
    store.setState({ isOpen: true })
    // A scan has no other copy: also one that came in without a key in this form is not thrown away unasked.
    const remove = addOpenForm({ title, staysBehind: false, isTouched: () => store.getState().files.length > 0, getSaving: () => undefined, getPlace: () => paper.current })
    return () => {
      remove()
      store.setState({ isOpen: false })
    }
  }, [store])

  function scan() {
    const onto = target()
    if (onto) void scanOnto(onto, readPages(pages.current?.value ?? ''))
  }

  async function save() {
    const saved = await call('dossier.attach-scans', { id: view.id, baseRevision: view.revision, componentId, secrecy, files: [...files] })
    if (saved.ok) store.setState({ files: [] })
    return saved
  }

  useHotkeys({ F8: scan, 'Ctrl+H': folder.toggle })
  const chosen = view.components.find((component) => component.id === componentId)
  return (
    <ActFrame title={title} save={save} of={files} {...props}>
      <NativeSelect
        ref={paper}
        label="Giấy tờ"
        title={chosen?.name}
        value={componentId}
        onChange={(event) => store.setState({ componentId: event.currentTarget.value })}
        data={view.components.map(({ id: value, name }) => ({ value, label: name }))}
      />
      <div className={styles.actRow}>
        <SecrecyChoice secrecy={secrecy} onChoose={(answer) => chooseSecrecy(store, answer)} />
        <ScanTools pages={pages} disabled={secrecy !== 'none'} isReady onScan={scan} folder={folder} />
      </div>
      <ScanFolderNews told={folder.told} />
      {secrecy !== 'none' && (
        <Notice tone="danger">
          Tài liệu độ {secrecyName[secrecy]}: không quét, không nhập tệp trên máy này; tệp đã nhập được gỡ bỏ. {SECRECY_REASON}
        </Notice>
      )}
      {chosen && (
        <div>
          <TakenFiles paper={chosen} files={files} disabled={secrecy !== 'none'} onChoose={(from) => void importOnto(target()!, from)} onRemove={({ sha256 }) => store.setState({ files: files.filter((file) => file.sha256 !== sha256) })} />
        </div>
      )}
      {notice && (
        <p aria-live="polite">
          <ToneText told={notice} />
        </p>
      )}
    </ActFrame>
  )
}
