namespace EcaTools.PracticeOrg.Http;

/// <summary>An answer and what the network does to it: a null answer is a dropped connection.</summary>
internal sealed record Reply(Answer? Answer, bool IsTruncated = false);
