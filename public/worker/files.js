// Which files the site has; the build puts its list here. Without one, nothing is kept.
self.SITE = { version: "", files: {}, later: {} };
