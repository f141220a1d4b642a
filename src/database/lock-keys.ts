/** Keys of the advisory locks, all in one place: two uses of one key would keep each other out. */
export const LOCK_KEYS = {
  /** One process migrates at a time. */
  migration: 5_070_001,
  /** One import runs at a time. */
  import: 5_070_002,
  /** One process reconciles at a time. */
  reconciliation: 5_070_003,
  /** Class of the locks, one a person, that let one request of hers be counted at a time. */
  allowance: 5_070_012,
} as const;
