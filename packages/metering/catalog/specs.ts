// Written by scripts/catalog.ts: edit the folders it lists instead.

export const specs = {
} as const
