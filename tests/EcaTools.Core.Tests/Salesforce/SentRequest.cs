namespace EcaTools.Core.Tests.Salesforce;

/// <summary>A request as it left the client.</summary>
internal sealed record SentRequest(string Method, Uri Url, string Body, string? Authorization, string? ContentType);
