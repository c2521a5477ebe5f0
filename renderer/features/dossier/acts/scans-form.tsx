import { NativeSelect } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { SECRECY_REASON } from '../../../i18n/error-words.ts'
import { secrecyName } from '../../../i18n/vi.ts'
import { Notice } from '../../../ui/notice.tsx'
import { ToneText } from '../../../ui/tone-icon.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { RemovedNews, ScanFolderNews, ScanTools, SecrecyChoice } from '../../scanning/scan-tools.tsx'
import { importOnto, readPages, scanOnto, type ScanTarget } from '../../scanning/take-in.ts'
import { TakenFiles } from '../../scanning/taken-files.tsx'
import { useScanFolder } from '../../scanning/use-scan-folder.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'
import { ACT_NAME } from './act-names.ts'
import { choosePaper, chooseSecrecy, closeScans, createScans, describeScans, findTarget, holdsScans, removeScan, saveScans } from './scans-store.ts'

/** Scans of a paper that come after Receive, by the scanner, from its folder or from a file; each is signed afterwards like the others. */
export function ScansForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const [store] = useState(() => createScans(view))
  const scans = useStore(store)
  const { componentId, secrecy, removed, files, notice } = scans
  const paper = useRef<HTMLSelectElement>(null)
  const pages = useRef<HTMLInputElement>(null)
  const folder = useScanFolder({ id: view.id, isShown: secrecy === 'none', findTarget: () => findTarget(store, view) })
  const holds = useCallback(() => holdsScans(store.getState()), [store])

  useEffect(() => {
    paper.current?.focus()
    return () => closeScans(store)
  }, [store])

  function takeIn(take: (target: ScanTarget) => Promise<unknown>) {
    const target = findTarget(store, view)
    if (target) void take(target)
  }
  const scan = () => takeIn((target) => scanOnto(target, readPages(pages.current?.value ?? '')))

  useHotkeys({ F8: scan, 'Ctrl+H': folder.toggle })
  const chosen = view.components.find((component) => component.id === componentId)
  // The only choice and not a field switched off, which would drop the focus.
  const choices = holdsScans(scans) && chosen ? [chosen] : view.components
  return (
    <ActFrame title={ACT_NAME['attach-scans']} save={() => saveScans(store, view)} saves={describeScans(scans)} holds={holds} {...props}>
      <NativeSelect
        ref={paper}
        label={holdsScans(scans) ? 'Giấy tờ (lưu hoặc gỡ các tệp này rồi mới đổi được)' : 'Giấy tờ'}
        title={chosen?.name}
        value={componentId}
        onChange={(event) => choosePaper(store, event.currentTarget.value)}
        data={choices.map(({ id: value, name }) => ({ value, label: name }))}
      />
      <div className={styles.actRow}>
        <SecrecyChoice secrecy={secrecy} onChoose={(answer) => chooseSecrecy(store, answer)} />
        <ScanTools pages={pages} disabled={secrecy !== 'none'} onScan={scan} folder={folder} />
      </div>
      <ScanFolderNews told={folder.told} />
      {secrecy === 'none' && <RemovedNews removed={removed} />}
      {secrecy !== 'none' && (
        <Notice tone="danger">
          Tài liệu độ {secrecyName[secrecy]}: không quét, không nhập tệp trên máy này; tệp đã nhập được gỡ bỏ. {SECRECY_REASON}
        </Notice>
      )}
      {chosen && (
        <div>
          <TakenFiles paper={chosen} files={files} disabled={secrecy !== 'none'} onChoose={(from) => takeIn((target) => importOnto(target, from))} onRemove={({ sha256 }) => removeScan(store, sha256)} />
        </div>
      )}
      {notice &&
        (notice.tone === 'danger' ? (
          // Whole: a long name stands before what to do.
          <Notice tone="danger">{notice.text}</Notice>
        ) : (
          <p aria-live="polite">
            <ToneText told={notice} />
          </p>
        ))}
    </ActFrame>
  )
}
