// Written by scripts/catalog.ts: edit the folders it lists instead.
import check from '../verbs/check.ts'
import import_ from '../verbs/import.ts'
import info from '../verbs/info.ts'
import measure from '../verbs/measure.ts'
import new_ from '../verbs/new.ts'
import render from '../verbs/render.ts'

export const verbs = {
  'check': check,
  'import': import_,
  'info': info,
  'measure': measure,
  'new': new_,
  'render': render,
} as const
