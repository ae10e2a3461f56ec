using System.Text;
using System.Xml.Linq;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Freeze;

/// <summary>Metadata records as the calls updateMetadata and upsertMetadata take them.</summary>
internal static class RecordXml
{
    /// <summary>The record with its full name first. Masked secrets are left out.</summary>
    public static XElement Of(NamedRecord record)
    {
        XElement xml = XElement.Parse(Encoding.UTF8.GetString(MetadataWriter.ToBytes(record.Record)));
        xml.AddFirst(SoapEnvelope.Element("fullName", record.FullName));
        return xml;
    }
}
