namespace EcaTools.PracticeOrg.Http;

/// <summary>One part of a multipart body.</summary>
internal sealed record MultipartPart(string ContentType, byte[] Content);
