namespace EcaTools.Core.Deployment;

/// <summary>One component in the zip of a deploy.</summary>
/// <param name="Type">The metadata type.</param>
/// <param name="FullName">The full name.</param>
/// <param name="Entry">The file in the zip.</param>
/// <param name="Content">The file's bytes.</param>
internal sealed record PackageFile(string Type, string FullName, string Entry, byte[] Content);
