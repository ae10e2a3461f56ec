namespace EcaTools.Core.Tests.Architecture;

/// <summary>A type by its namespace and name.</summary>
internal readonly record struct TypeName(string Namespace, string Name);
