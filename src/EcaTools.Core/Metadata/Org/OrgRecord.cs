namespace EcaTools.Core.Metadata.Org;

/// <summary>What came of one record that was asked for: the record, or the error that kept it from being
/// read.</summary>
/// <param name="FullName">The name that was asked for.</param>
/// <param name="Document">The record; null where there is an error.</param>
/// <param name="Error">The error; null where there is a record.</param>
internal sealed record OrgRecord(string FullName, MetadataDocument? Document, EcaException? Error);
