/** How a privilege is granted, in a line. */

/** An entry of the access control list takes the place of those above its path: a role that is there is added to. */
export const grantHint = (path: string, privilege: string): string =>
  `on the host: pveum role modify ROLE --append 1 --privs "${privilege}", with the role that pveum acl list shows for the ` +
  `token's user on ${path} or above; where it has none: pveum acl modify ${path} --users USER@REALM --roles ROLE; ` +
  'a token with privilege separation needs the same'
