using System.Text;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>Connected Apps for tests.</summary>
internal static class TestApp
{
    /// <summary>A certificate as an org hands it out: base64 in one line.</summary>
    public const string Certificate =
        "MIIBiTCCAS+gAwIBAgIUVkuGDPWhDRjBQJtO9NlSSMCzZSswCgYIKoZIzj0EAwIwGjEYMBYGA1UEAwwPZWNhdG9vbHMgdGVzdCAxMB4XDTI2MTEyMjAxMjMxMloXDTM2MTExOTAxMjMxMlowGjEYMBYGA1UEAwwPZWNhdG9vbHMgdGVzdCAxMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2AD+qedhR3GQ0HIp5A+C+toj6NOXPGOFpDvcgohP6v1Z8vPZ9K0fEvrgDezxtfctoiR68oyay+Tt8mJUGPfqhqNTMFEwHQYDVR0OBBYEFEpgy0ODp5iY+9hIPVMo4YVMtybHMB8GA1UdIwQYMBaAFEpgy0ODp5iY+9hIPVMo4YVMtybHMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgIPfSVMvskiIL4EytPHl8dSwm9klt29PNxb97n8p4vg8CIQCdYijwpzEKCgXPJALhZeo9DXHftrlMQgt7yto0XNdNgQ==";

    /// <summary>Another one.</summary>
    public const string OtherCertificate =
        "MIIBiDCCAS+gAwIBAgIUS1rItuXNC0DfkS/WQjXOfs7I0dYwCgYIKoZIzj0EAwIwGjEYMBYGA1UEAwwPZWNhdG9vbHMgdGVzdCAyMB4XDTI2MTEyMjAxMjMxMloXDTM2MTExOTAxMjMxMlowGjEYMBYGA1UEAwwPZWNhdG9vbHMgdGVzdCAyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAExSd6DtmPAbeJqh7lbfsFrjvHl2b0WM6Djf4P2JpZq0bt7bWH77Xp8t4BOz17KCcxzrey2wsJHNORKu0Dd+eLr6NTMFEwHQYDVR0OBBYEFO3DnxG0mBrZ83qld/P+8T67Y9QLMB8GA1UdIwQYMBaAFO3DnxG0mBrZ83qld/P+8T67Y9QLMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgSm5caa44hRV7gzJXw1L8jtP5IMLH89+kmdzoADrNfysCIHn/JFAyArV6ozDRiy+n99YbZhCgXxP0rfHODpWEMk3q";

    /// <summary>An app of these elements.</summary>
    public static ConnectedApp FromXml(string elements, string name = "Portal")
    {
        using MemoryStream stream = new(
            Encoding.UTF8.GetBytes($"<ConnectedApp xmlns=\"{MetadataSchema.XmlNamespace}\">{elements}</ConnectedApp>")
        );
        MetadataDocument document = new MetadataReader().Read(stream, name, "ConnectedApp");
        return FromRecord(document.Record, name) with { UnknownElements = document.UnknownElements };
    }

    /// <summary>An app of this record.</summary>
    public static ConnectedApp FromRecord(MetadataRecord record, string name = "Portal") =>
        new()
        {
            Name = name,
            Label = record["label"] ?? name,
            NamespacePrefix = name.Contains("__", StringComparison.Ordinal)
                ? name[..name.IndexOf("__", StringComparison.Ordinal)]
                : null,
            Source = $"{name}.connectedApp-meta.xml",
            Metadata = record,
        };
}
