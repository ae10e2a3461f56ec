namespace EcaTools.PracticeOrg.OAuth.Pending;

/// <summary>A user who is logged in to a browser.</summary>
internal sealed record BrowserLogin(string UserId, DateTimeOffset At);
