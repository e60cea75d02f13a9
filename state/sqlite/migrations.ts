/** The database's history: the number of a migration is its place in this list, and none is ever edited once released. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE nodes (
    host TEXT NOT NULL,
    manifest TEXT NOT NULL,
    node TEXT NOT NULL,
    type TEXT NOT NULL,
    spec_digest TEXT NOT NULL,
    generation INTEGER NOT NULL,
    observed_generation INTEGER NOT NULL,
    vmid INTEGER,
    uid TEXT,
    addresses TEXT NOT NULL,
    conditions TEXT NOT NULL,
    needs TEXT NOT NULL,
    ever_ready INTEGER NOT NULL,
    updated REAL NOT NULL,
    next_try REAL,
    PRIMARY KEY (host, manifest, node)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE intents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    manifest TEXT NOT NULL,
    node TEXT NOT NULL,
    act TEXT NOT NULL,
    vmid INTEGER NOT NULL,
    uid TEXT NOT NULL,
    upid TEXT,
    started REAL NOT NULL
  ) STRICT;

  CREATE TABLE scopes (
    path TEXT NOT NULL,
    manifest TEXT NOT NULL,
    host TEXT NOT NULL,
    host_from TEXT NOT NULL,
    PRIMARY KEY (path, manifest, host)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    time REAL NOT NULL,
    host TEXT,
    manifest TEXT,
    node TEXT,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    warning INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE sightings (
    cluster_key TEXT NOT NULL,
    vmid INTEGER NOT NULL,
    signature TEXT NOT NULL,
    view TEXT NOT NULL,
    read REAL NOT NULL,
    PRIMARY KEY (cluster_key, vmid)
  ) STRICT;

  CREATE TABLE problems (
    path TEXT NOT NULL,
    place INTEGER NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    col INTEGER NOT NULL,
    message TEXT NOT NULL,
    hint TEXT,
    PRIMARY KEY (path, place)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE watches (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    pid INTEGER NOT NULL,
    started REAL NOT NULL,
    paths TEXT NOT NULL,
    drift_interval_ms REAL NOT NULL,
    last_look REAL
  ) STRICT;

  CREATE TABLE takings (
    time REAL NOT NULL,
    uid TEXT NOT NULL,
    PRIMARY KEY (time, uid)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL,
    created REAL NOT NULL,
    expires REAL NOT NULL,
    ended REAL,
    pid INTEGER NOT NULL,
    verb TEXT NOT NULL,
    body TEXT NOT NULL,
    answer TEXT
  ) STRICT;

  CREATE INDEX requests_by_state ON requests (state);
  `,
  `
  CREATE TABLE host_facts (
    host TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    facts TEXT NOT NULL,
    read REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE begun_zones (
    host TEXT NOT NULL,
    zone TEXT NOT NULL,
    manifest TEXT NOT NULL,
    node TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (host, zone)
  ) STRICT, WITHOUT ROWID;
  `,
]
